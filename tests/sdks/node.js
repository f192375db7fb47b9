// The official SDK for Node against a sandbox: node.js URL APP_ID APP_SECRET.
'use strict';
const assert = require('node:assert/strict');
const lark = require('@larksuiteoapi/node-sdk');

const [domain, appId, appSecret] = process.argv.slice(2);
const silence = () => {};
const logger = { error: silence, warn: silence, info: silence, debug: silence, trace: silence };
// With `disableTokenCache` the tokens are the caller's.
const resource = (disableTokenCache) =>
    new lark.Client({ appId, appSecret, domain, logger, disableTokenCache }).hire.v1.externalReferralReward;
const [rewards, withoutTokens] = [resource(false), resource(true)];
const pause = (millis) => new Promise((done) => setTimeout(done, millis));

// A property that is set to null is sent so.
const reward = (external_id) => ({
    referral_user_id: 'on_1',
    external_id,
    talent_id: '7298340021448030182',
    application_id: null,
    rule_type: 5,
    bonus: { bonus_type: 2, cash: { currency_type: 'CNY', amount: 99.5 } },
    stage: 3,
});
const query = { user_id_type: 'union_id' };
const create = (data) => rewards.create({ params: query, data });
const remove = (id) => rewards.delete({ path: { external_referral_reward_id: id } });

// The response of a call that fails: the SDK throws what is no success of HTTP.
async function failure(what, call, status, code) {
    const { response } = await call.then((found) => assert.fail(`${what}: ${JSON.stringify(found)}`), (error) => error);
    assert.deepEqual([response.status, response.data.code], [status, code], what);
    assert.equal(response.data.error.log_id, response.headers['x-tt-logid'], what);
    assert.ok(response.data.msg && response.data.error.troubleshooter, what);
    return response;
}

async function main() {
    const id = `node-${Date.now()}`;
    const first = await create(reward(id));
    assert.deepEqual([first.code, first.msg], [0, 'success']);
    assert.deepEqual((await create(reward(id))).data, first.data, 'a repeat');
    assert.equal((await remove(first.data.id)).code, 0, 'a deletion');
    await failure('a second deletion', remove(first.data.id), 400, 1002556);

    const bad = await failure('a bad reward', create({ external_id: id, stage: 9 }), 400, 1002002);
    const fields = bad.data.error.field_violations.map(({ field }) => field);
    assert.ok(fields.includes('stage') && fields.includes('referral_user_id'), fields.join());

    const payload = { params: query, data: reward(id) };
    const bad_token = withoutTokens.create(payload, lark.withTenantToken('t-bad'));
    await failure('a bad token', bad_token, 400, 99991663);
    await failure('no token', withoutTokens.create(payload), 400, 99991661);

    const calls = Array.from({ length: 40 }, (_, number) => create(reward(`${id}-${number}`)));
    const limited = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
    assert.ok(limited.length > 0 && limited.length < 40, `a burst: ${limited.length} of 40 are refused`);
    for (const { reason } of limited) {
        const response = await failure('a burst', Promise.reject(reason), 429, 99991400);
        assert.equal(response.headers['x-ogw-ratelimit-limit'], '10');
    }
    await pause(1000 * Number(limited.at(-1).reason.response.headers['x-ogw-ratelimit-reset']));
    assert.equal((await create(reward(`${id}-late`))).code, 0, 'after the limit');
}

main().catch((error) => {
    console.error(error.message ?? error);
    process.exitCode = 1;
});
