//! Texts that are no page of an operation, or no whole one.

use std::fmt::Write as _;

use hire_codegen_cli::doc::{self, Refusal, diff};

use crate::{CONVERTED, FLAT, RAW, edited, mutation, read};

#[test]
fn what_is_no_page_of_an_operation_is_refused() {
    let deep = |levels: usize| {
        let row = |level| {
            let cells = ["a", "int", "否", "甲"].map(|cell| format!("<md-dt-td>{cell}</md-dt-td>")).concat();
            format!("<md-dt-tr level=\"{level}\">{cells}</md-dt-tr>\n")
        };
        let first = "<md-dt-tr level=\"0\">";
        edited(RAW, first, &((0..levels).map(row).collect::<String>() + first))
    };
    for (text, expected) in [
        (String::new(), Refusal::Empty),
        (" \n\t".to_owned(), Refusal::Empty),
        ("<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>".to_owned(), Refusal::Html),
        ("  <HTML lang=\"zh\">HTTP URL".to_owned(), Refusal::Html),
        ("# 概述\n\n飞书 feishu\n".to_owned(), Refusal::Guide),
        ("# Overview\n".to_owned(), Refusal::Guide),
        (edited(CONVERTED, "| HTTP URL |", "| 事件类型 |"), Refusal::Event),
        (edited(RAW, "HTTP URL", "事件类型"), Refusal::Event),
        (edited(CONVERTED, "| HTTP Method | POST |\n", ""), Refusal::Incomplete),
        (
            "# Create\n\n## Request\n\nBasic | \n--- | ---\nHTTP URL | https://a\nHTTP Method | GET\n"
                .to_owned(),
            Refusal::OtherLanguage,
        ),
        ("甲".repeat(10 << 20), Refusal::TooLarge),
        (deep(10_000), Refusal::TooDeep),
        (
            edited(
                CONVERTED,
                "| `comment`",
                &("| `a` | `int` | 否 | 甲 |\n".repeat(100_000) + "| `comment`"),
            ),
            Refusal::TooManyRows,
        ),
    ] {
        let start: String = text.chars().take(80).collect();
        assert_eq!(doc::read(&text).map(|page| page.title), Err(expected), "{start}");
    }
    assert!(doc::read(&deep(60)).is_ok());
}

#[test]
fn what_is_cut_off_is_reported() {
    for (text, mark, what) in [
        (RAW, "\n\t标签", "a table without its end"),
        (RAW, "\"kind\": 1", "an example without its end"),
        (CONVERTED, "\"kind\": 1", "an example without its end"),
        (CONVERTED, " | 否 | 标签", "a row of 2 cells in a table of 4 columns"),
        (FLAT, " | 否 | 标签", "a row of 2 cells in a table of 4 columns"),
    ] {
        let page = read(text.split_once(mark).unwrap().0);
        assert!(page.unread.iter().any(|unread| unread.what == what), "{mark}: {:?}", page.unread);
    }
}

#[test]
fn tags_that_are_left_out_or_misplaced_change_nothing_else() {
    let whole = read(RAW).to_json()["request"].clone();
    for (from, to) in [
        ("\t</md-dt-td>\n</md-dt-tr>\n\n<md-dt-tr level=\"1\">", "\t</md-dt-td>\n\n<md-dt-tr level=\"1\">"),
        ("<md-dt-tr level=\"1\">", "<md-dt-tr level=1 >"),
        ("</md-enum>\n", "</md-enum-item></md-enum>\n"),
        ("\t<md-text type=\"field-name\" >chip</md-text>", "chip"),
    ] {
        assert_eq!(read(&edited(RAW, from, to)).to_json()["request"], whole, "{from}");
    }
    let page = read(&edited(
        RAW,
        "</md-td>\n</md-tr>\n  </md-tbody>\n:::",
        "</md-td>\n**示例值**：7\n</md-tr>\n  </md-tbody>\n:::",
    ));
    assert_eq!(page.unread[1].what, "text outside of the row's cells: **示例值**：7");
}

#[test]
fn examples_that_are_no_json_are_texts() {
    for value in ["{ \"a\": 1 } // 甲", "--boundary", &"[".repeat(10_000)] {
        let mut text = CONVERTED.split_once("```json\n").unwrap().0.to_owned();
        write!(text, "```json\n{value}\n```\n").unwrap();
        assert_eq!(
            read(&text).to_json()["request_example"],
            serde_json::json!({ "json": false, "value": value })
        );
    }
}

#[test]
fn no_mutation_brings_the_reader_down() {
    let mut random = fastrand::Rng::with_seed(7);
    for text in [CONVERTED, FLAT, RAW] {
        let whole = read(text);
        for _ in 0..200 {
            if let Ok(page) = doc::read(&mutation::mutated(text, &mut random)) {
                assert_eq!(diff::compare(&page, &page), []);
                diff::compare(&whole, &page);
            }
        }
    }
}
