"""The official SDK for Python against a sandbox: python.py URL APP_ID APP_SECRET."""

import asyncio
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import lark_oapi as lark
from lark_oapi.api.hire.v1 import (
    BonusAmount,
    CreateExternalReferralRewardRequest,
    DeleteExternalReferralRewardRequest,
    ExternalReward,
)
from lark_oapi.core.exception import ObtainAccessTokenException

URL, APP_ID, APP_SECRET = sys.argv[1:]
REWARDS = "/open-apis/hire/v1/external_referral_rewards"


def client(app_id=APP_ID, own_tokens=False):
    builder = lark.Client.builder().app_id(app_id).app_secret(APP_SECRET).domain(URL)
    return builder.enable_set_token(own_tokens).log_level(lark.LogLevel.CRITICAL).build()


CLIENT = client()


def reward(external_id):
    bonus = BonusAmount.builder().bonus_type(1).point_bonus(20).build()
    return (
        ExternalReward.builder()
        .referral_user_id("ou_1")
        .external_id(external_id)
        .talent_id("7298340021448030182")
        .rule_type(2)
        .reason("推荐奖励")
        .bonus(bonus)
        .stage(1)
        .create_time("1709258400000")
        .build()
    )


def creation(body):
    builder = CreateExternalReferralRewardRequest.builder().user_id_type("open_id")
    return builder.request_body(body).build()


def create(body, client=CLIENT, option=None):
    return client.hire.v1.external_referral_reward.create(creation(body), option)


def delete(id):
    request = DeleteExternalReferralRewardRequest.builder().external_referral_reward_id(id)
    return CLIENT.hire.v1.external_referral_reward.delete(request.build())


def generic(body):
    """A call without the classes of an operation, which sends no media type."""
    builder = lark.BaseRequest.builder().http_method(lark.HttpMethod.POST).uri(REWARDS)
    return builder.token_types({lark.AccessTokenType.TENANT}).body(body).build()


def check(what, found, expected):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def failure(what, response, status, code):
    check(what, (response.raw.status_code, response.code), (status, code))
    assert response.msg and response.get_log_id(), what
    error = json.loads(response.raw.content)["error"]
    check(f"{what}: the log id", error["log_id"], response.get_log_id())
    assert error["troubleshooter"], what
    return error


def main():
    external_id = f"python-{time.time_ns()}"
    first = create(reward(external_id))
    check("an import", (first.code, first.msg), (0, "success"))
    assert first.get_log_id() and first.data.id, "an import has an id"
    check("a repeat", create(reward(external_id)).data.id, first.data.id)
    body = {**vars(reward(external_id)), "bonus": {"bonus_type": 1, "point_bonus": 20}}
    body = {name: value for name, value in body.items() if value is not None}
    check("a generic call", CLIENT.request(generic(body)).code, 0)
    check("an asynchronous call", asyncio.run(CLIENT.arequest(generic(body))).code, 0)
    check("a deletion", (delete(first.data.id).code, delete("a/b c?中").code), (0, 1002556))
    failure("a second deletion", delete(first.data.id), 400, 1002556)

    bad = create(ExternalReward.builder().external_id(external_id).stage(9).build())
    violations = failure("a bad reward", bad, 400, 1002002)["field_violations"]
    fields = [violation["field"] for violation in violations]
    assert "stage" in fields and "referral_user_id" in fields, fields

    option = lark.RequestOption.builder().tenant_access_token("t-bad").build()
    bad_token = create(reward(external_id), client(own_tokens=True), option)
    failure("a bad token", bad_token, 400, 99991663)
    try:
        create(reward(external_id), client("cli_unknown"))
        raise AssertionError("an unknown app gets no token")
    except ObtainAccessTokenException as error:
        check("an unknown app", error.code, 10003)

    with ThreadPoolExecutor(40) as pool:
        burst = list(pool.map(lambda n: create(reward(f"{external_id}-{n}")), range(40)))
    limited = [response for response in burst if response.code != 0]
    assert 0 < len(limited) < 40, f"a burst: {len(limited)} of 40 are refused"
    for response in limited:
        failure("a burst", response, 429, 99991400)
        headers = {name.lower(): value for name, value in response.raw.headers.items()}
        check("a burst: the limit", headers["x-ogw-ratelimit-limit"], "10")
    time.sleep(int(headers["x-ogw-ratelimit-reset"]))
    check("after the limit", create(reward(f"{external_id}-late")).code, 0)


main()
