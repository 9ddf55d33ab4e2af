"""When a feed is fetched again. Pure: what was seen and when, and the time of the next poll.

`decide_next_poll` is for an answer, `decide_after_failure` for none. What they learn of a feed is a
short JSON text.
"""

from aggregator.crawl.polling.bounds import LONGEST as LONGEST
from aggregator.crawl.polling.bounds import SHORTEST as SHORTEST
from aggregator.crawl.polling.bounds import parse_freshness as parse_freshness
from aggregator.crawl.polling.decisions import PollDecision as PollDecision
from aggregator.crawl.polling.decisions import PollObservation as PollObservation
from aggregator.crawl.polling.decisions import PollState as PollState
from aggregator.crawl.polling.decisions import decide_next_poll as decide_next_poll
from aggregator.crawl.polling.failures import RETIRED_PROBE as RETIRED_PROBE
from aggregator.crawl.polling.failures import RETRY_CAP as RETRY_CAP
from aggregator.crawl.polling.failures import compute_failure_pause as compute_failure_pause
from aggregator.crawl.polling.failures import find_move as find_move
from aggregator.crawl.polling.failures import parse_retry_after as parse_retry_after
from aggregator.crawl.polling.rhythm import read_demand as read_demand
from aggregator.crawl.polling.timing import LEAST_PRICE as LEAST_PRICE
from aggregator.crawl.polling.timing import compute_price as compute_price
from aggregator.crawl.polling.validators import are_validators_false as are_validators_false
from aggregator.crawl.polling.validators import may_ask_conditionally as may_ask_conditionally
