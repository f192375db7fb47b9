//! One page, whichever dialect it is written in.

use serde_json::{Value, json};

use crate::following::differences;
use crate::{CONVERTED, FLAT, RAW, edited, read};

/// What the page says, without what is not understood.
fn said(text: &str) -> Value {
    let mut page = read(text).to_json();
    page.as_object_mut().unwrap().remove("unread");
    page
}

#[test]
fn the_dialects_of_a_page_say_the_same() {
    assert_eq!(said(FLAT), said(CONVERTED));
    assert_eq!(said(RAW), said(CONVERTED));
    // The later variant of the converted dialect, and the flat one whose rows are single lines.
    let later = CONVERTED
        .replace("**示例值**：\"小白\"", "**示例值**：`\"小白\"`")
        .replace("> **Tip**", "&gt; **Tip**");
    assert_eq!(said(&later), said(CONVERTED));
    assert_eq!(said(&FLAT.replace("  \n", "<br>")), said(CONVERTED));
    assert_eq!(said(&RAW.replace('\n', "\r\n")), said(CONVERTED));
}

#[test]
fn the_words_of_a_page_are_the_same_in_each_dialect() {
    let noted = |page: &str, note: &str| edited(page, "宠物 ID", &format!("宠物 ID{note}"));
    let pages = [
        noted(CONVERTED, "<br>> **Tip**: 可传：<br>- 猫 - `cat`: 狗"),
        noted(FLAT, "  \n**注意事项**：可传：  \n- 猫  \n- cat：狗"),
        noted(
            RAW,
            "<md-alert type=\"tip\">可传：<ul><li>猫</li></ul><md-enum-item\n key=\"cat\">狗</md-enum-item></md-alert>",
        ),
    ];
    for [old, new] in [[0, 1], [1, 2], [2, 0]].map(|pair| pair.map(|page: usize| &pages[page])) {
        assert_eq!(differences(old, new), [""; 0], "{old}\n{new}");
        let changed = edited(new, "猫", "鸟");
        assert_ne!(differences(old, &changed), [""; 0], "{changed}");
    }
    // A tag may go on in the next line, also between paragraphs.
    let tag = "<md-perm\nname=\"pets:pet\">更新宠物</md-perm>";
    let [raw, converted] = [(RAW, tag), (CONVERTED, "`pets:pet` 更新宠物")]
        .map(|(page, scope)| edited(page, "每位主人", &format!("须有{scope}。每位主人")));
    assert_eq!(differences(&raw, &converted), [""; 0]);
}

#[test]
fn a_page_is_one_object_with_every_key() {
    let page = said(CONVERTED);
    for (pointer, expected) in [
        ("/kind", json!("api")),
        ("/title", json!("登记宠物")),
        ("/method", json!("POST")),
        ("/url", json!("https://open.feishu.cn/open-apis/pets/v1/owners/:owner_id/pets")),
        ("/rate_limit", json!("100 次/分钟、5 次/秒")),
        ("/scopes", json!(["pets:pet", "pets:pet:write"])),
        ("/field_scopes", json!(["pets:owner.phone:readonly"])),
        ("/tokens", json!(["tenant_access_token", "user_access_token"])),
        ("/headers/0", json!({ "name": "Authorization", "required": true, "fixed": null })),
        ("/headers/1/fixed", json!("application/json; charset=utf-8")),
        ("/path_params/0/required", json!(null)),
        ("/query/0/enum", json!(["open_id", "union_id", "user_id"])),
        ("/query/0/default", json!("open_id")),
        ("/request/0/rules", json!({ "minLength": 1, "maxLength": 32 })),
        ("/request/1/enum", json!(["1", "2"])),
        ("/request/2/list", json!(1)),
        ("/request/2/rules", json!({ "maxItems": 5 })),
        ("/request/2/example", json!("[\"friendly\", \"small\"]")),
        ("/request/3/rules", json!({ "min": 0, "max": 1000 })),
        ("/request/4/children/0/example", json!("a|b")),
        ("/request/4/children/0/rules/pattern", json!("^[a-z\\|]+$")),
        ("/request/4/children/1/children/0/type", json!(null)),
        ("/request/4/children/1/children/0/children/0/name", json!("name")),
        ("/request/5/default", json!(null)),
        ("/response/2/children/1/list", json!(2)),
        ("/errors/0", json!({ "status": 400, "code": 7001, "text": "invalid pet" })),
        ("/request_example/json", json!(true)),
        ("/response_example/value/data/pet_id", json!("7")),
        ("/updated", json!("2024-11-18")),
    ] {
        assert_eq!(page.pointer(pointer), Some(&expected), "{pointer}");
    }
    let keys: Vec<_> = page["query"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["name", "type", "list", "required", "enum", "default", "example", "rules", "children"]);
}

#[test]
fn nesting_is_known_from_levels_marks_or_the_example_and_else_unknown() {
    let lost = CONVERTED.replace("&nbsp;&nbsp;", "").replace('└', "∟");
    for (text, from, to, request) in [
        (FLAT, "\"weight\": 4.5,", "", "unknown"),
        (
            FLAT,
            "\"kind\": 1,\n    \"tags\": [\"friendly\", \"small\"],",
            "\"tags\": [], \"kind\": 1,",
            "unknown",
        ),
        (FLAT, "\"comment\": \"无\"", "\"comment\": \"无\" // 备注", "unknown"),
        (FLAT, "### 请求体示例", "### 请求说明", "unknown"),
        // Elements of a list are of one kind, whichever has which key.
        (FLAT, "[{ \"clinic\"", "[{}, { \"clinic\"", "known"),
        (&lost, "# 登记宠物", "# 登记宠物", "known"),
        (&lost, "\"weight\": 4.5,", "", "unknown"),
        (&CONVERTED.replace("&nbsp;&nbsp;", "&emsp;").replace('└', "∟"), "\"weight\": 4.5,", "", "known"),
        (RAW, "\"weight\": 4.5,", "", "known"),
    ] {
        let page = read(&edited(text, from, to)).to_json();
        let expected = if request == "known" { said(CONVERTED)["request"].clone() } else { "unknown".into() };
        assert_eq!(page["request"], expected, "{from} to {to}");
        // Parameters are never inside of each other.
        assert_eq!(page["query"], said(CONVERTED)["query"]);
    }
    let single = edited(FLAT, "kind | int", "=== | 甲\nkind | int");
    assert!(read(&single).unread.iter().any(|unread| unread.what.contains("names no field")), "{single}");
}

#[test]
fn a_table_that_is_not_there_is_null() {
    let page = read(&edited(CONVERTED, "### 查询参数", "### 其它参数")).to_json();
    assert_eq!(page["query"], json!(null));
    assert_eq!(page["unread"][0]["what"], "a table under `其它参数`");
    let table = CONVERTED.lines().position(|line| line == "### 查询参数").unwrap() + 3;
    assert_eq!(page["unread"][0]["line"], json!(table));
}
