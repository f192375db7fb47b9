//! What a cell says of a field, form by form.

use serde_json::json;

use crate::{CONVERTED, edited, read};

/// What is read of a field with a type and a description: the members that differ from those of a field without one.
fn described(word: &str, text: &str) -> serde_json::Value {
    let row = format!("| `comment` | `{word}` | 否 | {text} |");
    let page =
        read(&edited(CONVERTED, "| `comment` | `string` | 否 | 备注<br>**默认值**：空 |", &row)).to_json();
    let mut field = page["request"][5].clone();
    for key in ["name", "required", "children"] {
        field.as_object_mut().unwrap().remove(key);
    }
    let is_plain = |key: &str, value: &serde_json::Value| match key {
        "list" => *value == json!(0),
        "rules" => *value == json!({}),
        "type" => *value == json!(word),
        _ => value.is_null(),
    };
    field.as_object_mut().unwrap().retain(|key, value| !is_plain(key, value));
    if page["unread"].as_array().unwrap().iter().any(|unread| unread["line"] == json!(60)) {
        field["unread"] = json!(true);
    }
    field
}

#[test]
fn types() {
    for (word, expected) in [
        ("string", json!({})),
        ("string\\[\\]", json!({ "type": "string", "list": 1 })),
        ("visit[][]", json!({ "type": "visit", "list": 2 })),
        ("\\-", json!({ "type": null })),
        ("/", json!({ "type": null })),
        ("map&lt;string, int&gt;", json!({ "type": "map<string, int>" })),
        ("file.comment.reply", json!({})),
    ] {
        assert_eq!(described(word, "备注"), expected, "{word}");
    }
}

#[test]
fn examples_defaults_and_values() {
    for (text, expected) in [
        ("备注 **示例值**：\"a b\"", json!({ "example": "a b" })),
        ("备注<br>**示例值：**`\"a\"`", json!({ "example": "a" })),
        ("备注<br>**示例值**:10；默认为20", json!({ "example": "10；默认为20" })),
        ("备注<br>**示例值**：[\"a\", \"b\"] 其它", json!({ "example": "[\"a\", \"b\"]" })),
        ("备注<br>**示例值**：<br>``` { \"a\": 1 } ```", json!({ "example": "{ \"a\": 1 }" })),
        ("备注<br>**示例值**：\"{\\\"a\\\":1}\"", json!({ "example": "{\\\"a\\\":1}" })),
        ("备注<br>**示例值**：\"{\"a\": \"b\"}\"", json!({ "example": "{\"a\": \"b\"}" })),
        ("备注<br>**示例值**：\"a\", \"b\"", json!({ "example": "\"a\", \"b\"" })),
        ("备注<br>**示例值**：<br>**注意**：不可为空", json!({})),
        ("备注<br>**默认值**：`false`", json!({ "default": "false" })),
        ("备注<br>**默认值**：20", json!({ "default": "20" })),
        ("备注<br>**默认值**：false，即不支持", json!({ "unread": true })),
        ("备注<br>**可能值有**：<br>- `a`: 甲 - 乙 - `b`: 丙", json!({ "enum": ["a", "b"] })),
        ("备注<br>**可选值有**： - true：是 - false：否", json!({ "enum": ["true", "false"] })),
        ("备注<br>**可选值：**<br>- 1：一<br>- 2：二", json!({ "enum": ["1", "2"] })),
        ("备注<br>**枚举值有**：<br>- `a`：甲<br>- `a`：乙", json!({ "enum": ["a", "a"], "unread": true })),
        ("备注<br>**可选值有**：见下表", json!({ "unread": true })),
        // A list in prose is text.
        ("可选值：<br>- a：甲 - b：乙", json!({})),
    ] {
        assert_eq!(described("string", text), expected, "{text}");
    }
}

#[test]
fn rules() {
    for (word, rule, expected) in [
        ("string", "长度范围：`1` ～ `5` 字符", json!({ "rules": { "minLength": 1, "maxLength": 5 } })),
        (
            "string[]",
            "长度范围：`1` ～ `5`",
            json!({ "list": 1, "type": "string", "rules": { "minItems": 1, "maxItems": 5 } }),
        ),
        ("list", "最小长度：`1`", json!({ "rules": { "minItems": 1 } })),
        ("string", "最大长度：10,000 字符", json!({ "rules": { "maxLength": 10_000 } })),
        ("string", "最大长度：`5`", json!({ "unread": true })),
        ("string", "最小长度：`-1` 字符", json!({ "unread": true })),
        ("string", "最大长度：`1.5` 字符", json!({ "unread": true })),
        ("int", "取值范围：`-1` ~ `2.5`", json!({ "rules": { "min": -1, "max": 2.5 } })),
        ("int", "最大值：`9007199254740993`", json!({ "rules": { "max": 9_007_199_254_740_993_i64 } })),
        ("string", "最小值：`1`", json!({ "rules": { "min": 1 } })),
        ("string", "正则校验：`^a - b：c$`", json!({ "rules": { "pattern": "^a - b：c$" } })),
        (
            "string",
            "最大长度：`5` 字符 - 校验规则：数字",
            json!({ "rules": { "maxLength": 5 }, "unread": true }),
        ),
        ("string", "不超过 5 个", json!({ "unread": true })),
    ] {
        let text = format!("备注<br>**数据校验规则**：<br>- {rule}");
        assert_eq!(described(word, &text), expected, "{rule}");
    }
}

#[test]
fn names() {
    for (name, expected, what) in [
        ("**comment**", "comment", None),
        ("[comment](/ssl:ttdoc/uPets/comment)", "comment", None),
        ("~~comment~~", "comment", None),
        ("comment\\_id", "comment_id", None),
        ("`comment`（旧）", "comment", Some("behind the name comment: （旧）")),
    ] {
        let page = read(&edited(CONVERTED, "| `comment` |", &format!("| {name} |")));
        assert_eq!(page.request.rows()[5].name, expected);
        let found = page.unread.iter().map(|unread| unread.what.as_str()).find(|it| it.starts_with("behind"));
        assert_eq!(found, what, "{name}");
    }
    // What is inside of a row without a name is not taken for the inside of another.
    let page = read(&edited(CONVERTED, "| `chip` |", "| the chip |"));
    assert_eq!(page.request.rows().iter().map(|row| row.children.len()).sum::<usize>(), 0);
    assert_eq!(page.request.rows().len(), 5);
    let line =
        read(&edited(CONVERTED, "| &nbsp;&nbsp;└ `visits`", "| === | | | |\n| &nbsp;&nbsp;└ `visits`"));
    assert_eq!(line.request.rows()[4].children.len(), 2);
}

#[test]
fn statuses_and_addresses() {
    let page = read(&edited(CONVERTED, "| 500 | 7002 |", "| 5xx | 7002 |"));
    assert_eq!((page.errors[1].status, page.unread[1].what.as_str()), (None, "a status of 7002: 5xx"));
    let page = read(&edited(CONVERTED, "| 500 | 7002 |", "| 5121 | 7002 |"));
    assert_eq!((page.errors[1].status, page.unread[1].what.as_str()), (None, "a status of 7002: 5121"));
    let page = read(&CONVERTED.replace(
        "| https://open.feishu.cn/open-apis/pets/v1/owners/:owner_id/pets |",
        "| <https://open.feishu.cn/pets> |",
    ));
    assert_eq!(page.url, "https://open.feishu.cn/pets");
    assert_eq!(read(&format!("\u{feff}{CONVERTED}")).updated.as_deref(), Some("2024-11-18"));
}
