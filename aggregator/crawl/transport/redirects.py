"""What belongs to one chain of redirects: its cookies, the pauses of its hosts, words for where it led."""

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from aggregator.crawl.network import PrivateAddress

JAR = "cookies_of_chain"  # in request.meta, which Scrapy hands on from redirect to redirect
SLOT = "download_slot"


class RedirectTargetMiddleware:
    """Lets the pause of its own host hold for a redirected request; says who sent us to a private address."""

    def process_request(self, request: Request) -> None:
        """Scrapy hands on the host whose pause holds: it would be the first of the chain."""
        if "redirect_urls" in request.meta:
            request.meta.pop(SLOT, None)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises the refusal of a private address with the site that redirected there."""
        if isinstance(exception, PrivateAddress) and (chain := request.meta.get("redirect_urls")):
            raise PrivateAddress(
                f"the site sent us to a private address: {chain[-1]} redirects, and {exception.fact}"
            )


class ChainCookiesMiddleware:
    """Sends cookies that a redirect set along to where it leads; nothing is kept afterwards.

    A page that redirects to itself until its cookie comes back is read so.
    """

    def process_request(self, request: Request) -> None:
        """Adds the cookies of the chain that are for this host."""
        jar: CookieJar | None = request.meta.get(JAR)
        if jar is not None:
            request.headers.pop("Cookie", None)
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Takes the cookies of a redirect."""
        if 300 <= response.status < 400 and "Set-Cookie" in response.headers:
            request.meta.setdefault(JAR, CookieJar()).extract_cookies(response, request)
        return response
