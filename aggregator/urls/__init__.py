"""Addresses in three forms, and the site and author space that an address belongs to.

- written (`as_written`): what is fetched, as browsers serialise it (WHATWG URL).
- compared (`canonical`, `join`): one spelling for all addresses of an article, the key of the database.
- shown (`to_show`): readable, and never misleading.
"""

from aggregator.urls.compared import Link as Link
from aggregator.urls.compared import canonical as canonical
from aggregator.urls.compared import join as join
from aggregator.urls.compared import list_parameters as list_parameters
from aggregator.urls.compared import read_link as read_link
from aggregator.urls.compared import without_parameters as without_parameters
from aggregator.urls.shown import to_show as to_show
from aggregator.urls.sites import HOSTS_OF_PATH_AUTHORS as HOSTS_OF_PATH_AUTHORS
from aggregator.urls.sites import SITES_OF_SUBDOMAIN_AUTHORS as SITES_OF_SUBDOMAIN_AUTHORS
from aggregator.urls.sites import author_space as author_space
from aggregator.urls.sites import host as host
from aggregator.urls.sites import site as site
from aggregator.urls.written import MAX_LENGTH as MAX_LENGTH
from aggregator.urls.written import as_written as as_written
