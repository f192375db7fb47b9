//! Single edits of a page, each with the findings that it gives.

use std::collections::BTreeSet;

use hire_codegen_cli::doc::diff::{self, KINDS, Level};

use crate::{CONVERTED, FLAT, RAW, edited, read};

/// The findings between a page and an edited one: id and path of each, with a mark where something breaks.
fn findings(old: &str, new: &str) -> Vec<String> {
    let findings = diff::compare(&read(old), &read(new));
    let mark = |level| if level == Level::Error { "!" } else { "" };
    findings
        .iter()
        .map(|finding| format!("{}{} {}", finding.kind.id, mark(finding.level()), finding.path))
        .collect()
}

/// What is exchanged, what it becomes, and what is found.
pub const EDITS: &[(&str, &str, &[&str])] = &[
    // Nothing that a reader of the page sees.
    ("1731926631000", "1777926631000", &[]),
    ("open.larkoffice.com/document/uPets/overview", "open.feishu.cn/document/other", &[]),
    ("(https://open.larkoffice.com/document/uLimits)", "(/ssl:ttdoc/uLimits)", &[]),
    ("fullPath: \"/uPets", "fullPath: \"/uAnimals", &[]),
    ("> **Tip**: 每位主人", "&gt; **Tip**：每位主人", &[]),
    ("> **Tip**: 每位主人", "**注意事项**：每位主人", &[]),
    ("> **Tip**: 每位主人", "> **Note**\n每位主人", &[]),
    ("> **Tip**: 每位主人", "**Error** 每位主人", &["section-text-changed section introduction"]),
    ("`pets:pet` 更新宠物", "`pets:pet` 修改宠物", &[]),
    // The page as a whole.
    ("title: \"登记宠物\"", "title: \"创建宠物\"", &["title-changed title"]),
    ("# 登记宠物", "# 创建宠物", &["heading-changed title"]),
    ("为主人登记一只宠物", "登记一只宠物", &["section-text-changed section introduction"]),
    ("主人已经[注册]", "主人必须已经[注册]", &["section-text-changed section 前提条件"]),
    ("owners/:owner_id/pets", "owners/:owner_id/animals", &["url-changed! url"]),
    ("| HTTP Method | POST |", "| HTTP Method | PUT |", &["method-changed! method"]),
    ("5 次/秒", "10 次/秒", &["rate-limit-changed rate_limit"]),
    ("100 次/分钟", "50 次/分钟", &["rate-limit-changed rate_limit"]),
    (
        "更新宠物 `pets:pet:write` 写入宠物",
        "更新宠物 `pets:pet:write` 写入宠物 > **Tip**: 仅限 `pets:pet:write`",
        &["section-text-changed section 权限要求"],
    ),
    ("`pets:pet` 更新宠物", "`pets:pet` 更新宠物 `pets:all` 全部", &["scope-added scopes"]),
    ("`pets:pet` 更新宠物 ", "", &["scope-removed! scopes"]),
    (
        "`pets:owner.phone:readonly` 获取主人电话",
        "`pets:owner.phone:readonly` 获取主人电话 `pets:x` 乙",
        &["field-scope-added field_scopes"],
    ),
    (
        "`pets:owner.phone:readonly`",
        "`pets:owner:readonly`",
        &["field-scope-removed field_scopes", "field-scope-added field_scopes"],
    ),
    (
        "`tenant_access_token` 或 `user_access_token`",
        "`tenant_access_token`",
        &["token-removed! tokens", "text-changed headers.Authorization"],
    ),
    (
        "`user_access_token` **",
        "`user_access_token` 或 `app_access_token` **",
        &["token-added tokens", "text-changed headers.Authorization"],
    ),
    ("| Content-Type |", "| X-Pets | string | 否 | 甲 |\n| Content-Type |", &["header-added headers.X-Pets"]),
    ("application/json; charset=utf-8", "application/json", &["fixed-value-changed! headers.Content-Type"]),
    ("\"Bearer t-1\"", "\"Bearer t-2\"", &["example-changed headers.Authorization"]),
    (
        "| Content-Type | string | 是 |",
        "| Content-Type | string | 否 |",
        &["became-optional headers.Content-Type"],
    ),
    // Tables and fields.
    ("### 查询参数", "### 其它参数", &["table-removed! query", "section-text-changed section 其它参数"]),
    ("| `comment`", "| `color` | `string` | 否 | 颜色 |\n| `comment`", &["field-added request.color"]),
    (
        "| `comment`",
        "| `color` | `string` | 是 | 颜色 |\n| `comment`",
        &["required-field-added! request.color"],
    ),
    (
        "└ `name` | `string` | 否 | 诊所 |",
        "└ `name` | `string` | 否 | 诊所 |\n| &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;└ `city` | `string` | 否 | 城市 |",
        &["field-added request.chip.visits.clinic.city"],
    ),
    (
        "| `comment`",
        "| `home` | `home` | 否 | 家 |\n| &nbsp;&nbsp;└ `city` | `string` | 是 | 城市 |\n| `comment`",
        &["field-added request.home"],
    ),
    (
        "| &nbsp;&nbsp;└ `vaccines`",
        "| &nbsp;&nbsp;└ `age` | `int` | 年龄 |\n| &nbsp;&nbsp;└ `vaccines`",
        &["field-added response.data.age"],
    ),
    ("| &nbsp;&nbsp;└ `pet_id` | `string` | 宠物 ID |\n", "", &["field-removed! response.data.pet_id"]),
    (
        "| &nbsp;&nbsp;&nbsp;&nbsp;└ `clinic` | `\\-` | 否 | \\- |\n| &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;└ `name` | `string` | 否 | 诊所 |\n",
        "",
        &["field-removed! request.chip.visits.clinic"],
    ),
    ("| `weight`", "| `mass`", &["field-renamed! request.mass"]),
    ("└ `visits`", "└ `records`", &["field-renamed! request.chip.records"]),
    (
        "| &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;└ `name` | `string` | 否 | 诊所",
        "| &nbsp;&nbsp;&nbsp;&nbsp;└ `name` | `string` | 否 | 诊所",
        &["field-moved! request.chip.visits.name"],
    ),
    ("| &nbsp;&nbsp;└ `visits`", "| `visits`", &["field-moved! request.visits"]),
    ("`number(float)`", "`int`", &["type-changed! request.weight"]),
    (
        "| `tags` | `string\\[\\]`",
        "| `tags` | `string`",
        &["list-changed! request.tags", "rule-removed request.tags", "text-changed request.tags"],
    ),
    ("vaccine\\[\\]\\[\\]", "vaccine\\[\\]", &["list-changed! response.data.vaccines"]),
    ("| `tags` | `string\\[\\]` | 否", "| `tags` | `string\\[\\]` | 是", &["became-required! request.tags"]),
    ("└ `code` | `string` | 是", "└ `code` | `string` | 否", &["became-optional request.chip.code"]),
    (
        "| `weight` | `number(float)` | 否",
        "| `weight` | `number(float)` |  ",
        &["requirement-unstated request.weight"],
    ),
    // Values.
    ("- `2`: 狗，包括幼犬", "- `2`: 狗，包括幼犬 - `3`: 鸟", &["enum-value-added request.kind"]),
    (" - `union_id`: 开发商内的 ID", "", &["enum-value-removed! query.owner_id_type"]),
    ("- `1`: 猫 - `2`: 狗，包括幼犬", "- `2`: 狗，包括幼犬 - `1`: 猫", &["enum-order request.kind"]),
    ("`2`: 狗，包括幼犬", "`2`: 狗", &["text-changed request.kind[2]"]),
    ("**默认值**：`open_id`", "**默认值**：`union_id`", &["default-changed! query.owner_id_type"]),
    ("<br>**默认值**：`1`", "", &["default-changed! request.kind"]),
    ("`1` ～ `32` 字符", "`1` ～ `16` 字符", &["rule-changed! request.name"]),
    ("最大长度：`5`", "长度范围：`1` ～ `5`", &["rule-added! request.tags"]),
    (
        "<br>**数据校验规则**：<br>- 取值范围：`0` ～ `1,000`",
        "",
        &["rule-removed request.weight", "rule-removed request.weight"],
    ),
    ("^[a-z\\|]+$", "^[a-z]+$", &["rule-changed! request.chip.code"]),
    // Words.
    ("**示例值**：\"小白\"", "**示例值**：\"小黑\"", &["example-changed request.name"]),
    ("宠物的名字", "宠物的昵称", &["text-changed request.name"]),
    ("芯片号不可修改", "芯片号可以修改", &["text-changed request.chip.code"]),
    ("- cat：猫 - dog：狗", "- cat：猫 - dog：狗 - bird：鸟", &["listed-values-changed request.kind"]),
    ("`pets:owner.id:readonly`", "`pets:owner.ids:readonly`", &["text-changed query.owner_id_type"]),
    ("**默认值**：空", "**默认值**：无", &["text-changed request.comment"]),
    // Examples of bodies and error codes.
    ("\"comment\": \"无\"", "\"comment\": \"有\"", &["body-example-changed request_example"]),
    ("    \"comment\": \"无\"", "  \"comment\":   \"无\"", &[]),
    ("\"pet_id\": \"7\"", "\"pet_id\": 7", &["body-example-changed response_example"]),
    ("| 500 | 7002", "| 400 | 7003 | no pet | 无 |\n| 500 | 7002", &["error-added errors.7003"]),
    ("| 500 | 7002 | internal error | 请重试 |\n", "", &["error-removed errors.7002"]),
    ("| 500 | 7002", "| 503 | 7002", &["error-status-changed errors.7002"]),
    ("internal error", "internal failure", &["error-text-changed errors.7002"]),
    ("请重试", "请稍后重试", &["error-advice-changed errors.7002"]),
    ("| 支持的应用类型 |", "| 费用 | 免费 |\n| 支持的应用类型 |", &["unread-changed unread"]),
];

#[test]
fn each_edit_gives_its_finding_and_no_other() {
    let found =
        EDITS.iter().map(|(from, to, _)| (*from, *to, findings(CONVERTED, &edited(CONVERTED, from, to))));
    let expected = EDITS
        .iter()
        .map(|(from, to, expected)| (*from, *to, expected.iter().map(ToString::to_string).collect()));
    let wrong: Vec<_> = found
        .zip(expected)
        .filter(|(found, expected): &(_, (_, _, Vec<String>))| found != expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_kind_of_difference_is_found_by_an_edit() {
    let found: BTreeSet<&str> = EDITS
        .iter()
        .flat_map(|(.., found)| *found)
        .filter_map(|found| found.split(['!', ' ']).next())
        .collect();
    let elsewhere = [
        "operation-missing",
        "header-removed",
        "table-added",
        "nesting-changed",
        "field-order",
        "error-order",
    ];
    for kind in KINDS {
        assert_ne!(found.contains(kind.id), elsewhere.contains(&kind.id), "{}", kind.id);
    }
}

#[test]
fn rows_in_another_order_and_what_is_only_on_the_new_page() {
    let swapped = |text: &str, first: &str| {
        let start = text.find(first).unwrap();
        let ends: Vec<usize> =
            text[start..].match_indices('\n').take(2).map(|(at, _)| start + at + 1).collect();
        format!("{}{}{}{}", &text[..start], &text[ends[0]..ends[1]], &text[start..ends[0]], &text[ends[1]..])
    };
    let ordered = |first: &str| findings(CONVERTED, &swapped(CONVERTED, first));
    assert_eq!(ordered("| `tags`"), ["field-order request"]);
    assert_eq!(ordered("| 400 | 7001"), ["error-order errors"]);
    assert_eq!(ordered("| Authorization"), [""; 0]);
    let without = edited(
        CONVERTED,
        "| Authorization | string | 是 | `tenant_access_token` 或 `user_access_token` **值格式**：\"Bearer `access_token`\" **示例值**：\"Bearer t-1\" |\n",
        "",
    );
    assert!(findings(CONVERTED, &without).contains(&"header-removed headers.Authorization".to_owned()));
    let query = edited(CONVERTED, "### 查询参数", "### 其它参数");
    assert_eq!(findings(&query, CONVERTED)[..2], ["table-added query", "field-added query.owner_id_type"]);
}

#[test]
fn lines_lead_to_the_row() {
    let new = edited(CONVERTED, "| `comment`", "| `color` | `string` | 否 | 颜色 |\n| `comment`");
    let line = |text: &str, sign: &str| text.lines().position(|line| line.contains(sign)).unwrap() + 1;
    let added = &diff::compare(&read(CONVERTED), &read(&new))[0];
    assert_eq!(added.new.as_ref().unwrap().line, line(&new, "| `color`"));
    let removed = &diff::compare(&read(&new), &read(CONVERTED))[0];
    assert_eq!(removed.old.as_ref().unwrap().line, line(&new, "| `color`"));
}

#[test]
fn other_dialects_are_compared_as_well_and_unknown_nesting_by_rows() {
    assert_eq!(findings(RAW, &edited(RAW, "宠物的名字", "宠物的昵称")), ["text-changed request.name"]);
    assert_eq!(findings(FLAT, &edited(FLAT, "宠物的名字", "宠物的昵称")), ["text-changed request.name"]);
    let unknown = edited(FLAT, "\"weight\": 4.5,", "");
    let found = findings(FLAT, &edited(&unknown, "visits | visit\\[\\] | 否", "visits | visit\\[\\] | 是"));
    assert_eq!(
        found,
        [
            "nesting-changed request",
            "became-required! request.visits",
            "body-example-changed request_example"
        ]
    );
}
