"""Questions, the form and the views of answers, with each engine elsewhere in the place of the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from web.on_an_engine import *  # noqa: F403
from web.test_ask import *  # noqa: F403
from web.test_empty_answers import *  # noqa: F403
from web.test_results import *  # noqa: F403
from web.test_sparql_form import *  # noqa: F403
from web.test_views import *  # noqa: F403

if not TYPE_CHECKING:
    # Seconds of the site that are others here, where engines of a busy machine stand behind it.
    del test_whoever_runs_it_gets_the_limit_of_the_endpoint  # noqa: F821
    del test_an_opened_link_runs_for_a_second_and_then_offers_to_run  # noqa: F821
    del test_programs_have_the_whole_time_whatever_the_address_says  # noqa: F821
    del test_a_form_that_was_sent_is_no_opened_link  # noqa: F821

pytestmark = pytest.mark.slow
