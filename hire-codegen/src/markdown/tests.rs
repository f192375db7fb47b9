//! Texts, and what they are to rustdoc once they are docs.

use super::{begins_with_text, code, plain, rustdoc, safe};

/// Asserts that docs are text to rustdoc, and returns what is seen of them.
#[track_caller]
fn assert_harmless(lines: &[String], origin: &str) -> String {
    rustdoc::assert_harmless(lines, origin, |_| false)
}

#[test]
fn descriptions_are_safe_for_rustdoc() {
    let cases = [
        ("plain", "plain"),
        ("a [link] and <b>html</b>", "a \\[link\\] and \\<b\\>html\\</b\\>"),
        ("see https://example.com/a.", "see <https://example.com/a>."),
        ("`[code]` stays", "`[code]` stays"),
        ("an odd ` tick", "an odd \\` tick"),
        ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
        ("```rust\npanic!()", "```text\npanic!()\n```"),
        ("      indented", "indented"),
        ("a\n      b", "a\n   b"),
        ("right\u{202e}left", "rightleft"),
        ("one\rtwo\r\nthree\u{85}four\u{2028}five", "one\ntwo\nthree four five"),
        ("~~~\n```\n[x]\n~~~", "~~~text\n```\n[x]\n~~~"),
        ("```\n~~~\n````", "```text\n~~~\n```"),
        ("```one``` line <b>\n[x]", "```one``` line \\<b\\>\n\\[x\\]"),
        ("`a` [x] ``b ` [y]`` [z]", "`a` \\[x\\] ``b ` [y]`` \\[z\\]"),
        ("`` [x] ` <b> ``` c", "\\`\\` \\[x\\] \\` \\<b\\> \\`\\`\\` c"),
        ("\\`a [x] `[b]`", "\\`a \\[x\\] `[b]`"),
        ("\\[a\\] \\", "\\[a\\] \\"),
        ("", ""),
        (" \n\u{0}\n \u{202e}\n", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(safe(text).join("\n"), expected, "{text:?}");
        assert_harmless(&safe(text), text);
    }
}

#[test]
fn links_to_the_web_are_links() {
    let cases = [
        ("an [ISO code](https://a.example/iso).", None),
        ("[a](http://a.example), [b c](https://b.example/?d=e#f)", None),
        ("**[`a`](https://a.example)** and _[b](mailto:help@a.example)_", None),
        ("[a](https://a.example/b_(c))", Some("[a](<https://a.example/b_(c)>)")),
        ("[a](<https://a.example>)", Some("[a](https://a.example)")),
        ("[a](https://a.example \"title\")", Some("[a](https://a.example)")),
        ("[https://a.example](https://a.example)", Some("<https://a.example>")),
        ("[a <b>](https://a.example)", Some("[a \\<b\\>](https://a.example)")),
        (
            "<https://a.example/b>, (https://a.example) \"https://b.example\"",
            Some("<https://a.example/b>, (<https://a.example>) \"<https://b.example>\""),
        ),
        ("- [a](https://a.example)\n- [b](https://b.example)", None),
        ("| a |\n|---|\n| [b](https://b.example) |", None),
        // These are no links, or would be more than links.
        ("[a](b)", Some("\\[a\\](b)")),
        ("[`Missing`](Missing)", Some("\\[`Missing`\\](Missing)")),
        ("[a](javascript:alert(1))", Some("\\[a\\](javascript:alert(1))")),
        ("[a](mailto:a@b)", Some("\\[a\\](mailto:a@b)")),
        ("\\[a](https://a.example)", Some("\\[a\\](https:\\//a.example)")),
        ("https://a.example/?b=[c]", Some("https:\\//a.example/?b=\\[c\\]")),
        ("https://a.example/[c](https://d.example)", Some("<https://a.example/>[c](https://d.example)")),
        ("[a][b]", Some("\\[a\\]\\[b\\]")),
        ("a\n[b]: https://a.example", Some("a\n\\[b\\]: <https://a.example>")),
        ("[a [b](https://a.example)", Some("\\[a [b](https://a.example)")),
        (
            "[a https://b.example](https://a.example)",
            Some("\\[a https:\\//b.example\\](https:\\//a.example)"),
        ),
        (
            "| a |\n|---|\n| [b|c](https://b.example) |",
            Some("| a |\n|---|\n| \\[b|c\\](https:\\//b.example) |"),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(safe(text).join("\n"), expected.unwrap_or(text), "{text:?}");
        assert_harmless(&safe(text), text);
    }
}

#[test]
fn links_by_reference_are_links_and_images_are_links_to_them() {
    let cases = [
        ("an [ISO code][iso].\n\n[iso]: https://a.example", "an [ISO code](https://a.example)."),
        (
            "[iso]: <https://a.example> 'title'\n[ISO][], [ISO]",
            "[ISO](https://a.example), [ISO](https://a.example)",
        ),
        ("[a][B  c] b\n\n[b C]: http://a.example/(d)\n\ne", "[a](<http://a.example/(d)>) b\n\n\ne"),
        (
            "[a]: ./a.md\n[b]: https://b.example\n\n[a], [b]",
            "\\[a\\]: ./a.md\n\n\\[a\\], [b](https://b.example)",
        ),
        ("[a]: https://a.example\n[a]: https://b.example\n[a]", "[a](https://a.example)"),
        ("- [a]\n\n  [a]: https://a.example\n- b", "- [a](https://a.example)\n\n- b"),
        (
            "| [a] |\n|---|\n| [b|c][a] |\n\n[a]: https://a.example",
            "| [a](https://a.example) |\n|---|\n| \\[b|c\\][a](https://a.example) |",
        ),
        ("![a](https://a.example/a.png)", "[a](https://a.example/a.png)"),
        ("![a][b] ![b]\n\n[b]: https://b.example", "[a](https://b.example) [b](https://b.example)"),
        ("![](https://a.example/a.png)", "<https://a.example/a.png>"),
        ("[![a](https://a.example/a.png)](https://b.example)", "[a](https://b.example)"),
        ("[![a](a.png)](https://b.example)", "[a](https://b.example)"),
        // These stay text.
        (
            "![a](a.png), [b](./b.md), [c](/c), [d](#d)",
            "!\\[a\\](a.png), \\[b\\](./b.md), \\[c\\](/c), \\[d\\](#d)",
        ),
        ("[![a](https://a.example/a.png)](b.md)", "\\[[a](https://a.example/a.png)\\](b.md)"),
        ("!![a](https://a.example/a.png)", "!!\\[a\\](https:\\//a.example/a.png)"),
        ("[a][b]\n[b]: https://b.example", "\\[a\\]\\[b\\]\n\\[b\\]: <https://b.example>"),
        ("[a]\n\n```\n\n[a]: https://a.example\n```", "\\[a\\]\n\n```text\n\n[a]: https://a.example\n```"),
        ("[^1]\n\n[^1]: https://a.example", "\\[^1\\]\n\n\\[^1\\]: <https://a.example>"),
        ("[^1](https://a.example)", "\\[^1\\](https:\\//a.example)"),
        ("[a]: https://a.example see there\n\n[a]", "\\[a\\]: <https://a.example> see there\n\n\\[a\\]"),
        ("[a]: javascript:alert(1)\n\n[a]", "\\[a\\]: javascript:alert(1)\n\n\\[a\\]"),
    ];
    for (text, expected) in cases {
        assert_eq!(safe(text).join("\n"), expected, "{text:?}");
        assert_harmless(&safe(text), text);
    }
}

#[test]
fn lists_and_their_code_stay_what_they_are() {
    let cases = [
        // Deeper items, their paragraphs and their code are where they were.
        ("- a\n  - b\n    - c\n\n      d\n\n      ~~~\n      e\n        f\n      ~~~", None),
        ("1. a\n   1. b\n      - c\n\n        d\n2. e", None),
        ("-   a\n\n    b\n    - c", None),
        ("* a\n  * b\n* c", None),
        ("- a\n\n  ```text\n  b\n\n  c\n  ```\n- d", None),
        // A space that is one too many makes no code.
        ("- one\n-     two", Some("- one\n- two")),
        ("-     -", Some("- -")),
        ("1.      a\n\n        b", Some("1. a\n\n   b")),
        ("-\tone\n-\t\ttwo", Some("-   one\n- two")),
        ("-\n      a", Some("-\n   a")),
        ("- a\n\n          b", Some("- a\n\n     b")),
        ("a\n\n\tb", Some("a\n\n   b")),
        // Nor does a number that begins no list, since a paragraph goes on.
        ("a\n2. b\n\n       c", Some("a\n2. b\n\n   c")),
        ("a\n2. b\n\n    ```\n    c\n    ```", Some("a\n2. b\n\n```text\nc\n```")),
        // Code in a list is code, and text.
        ("- ```\n  a\n  ```", Some("- ```text\n  a\n  ```")),
        ("- ~~~rust\n  a\nb", Some("- ~~~text\n  a\n  ~~~\nb")),
        ("1. - ```rust\n     a", Some("1. - ```text\n     a\n     ```")),
        ("a\n2. ```\n   b\n   ```", Some("a\n\n2. ```text\n   b\n   ```")),
        ("- x\n  ```\n\n```rust\na\n```", Some("- x\n\n  ```text\n\n  ```\n\n```text\na\n```")),
        ("```\n\ta\n```", Some("```text\n    a\n```")),
        ("  ``\u{200e}`rust\n a", Some("```text\n a\n```")),
        // Quotes are shown as they are written.
        ("> ```rust\n> a", Some("\\> \\`\\`\\`rust\n\\> a")),
    ];
    for (text, expected) in cases {
        assert_eq!(
            safe(text).join("\n"),
            expected.unwrap_or(text).replace("~~~\n      e", "~~~text\n      e"),
            "{text:?}"
        );
        assert_harmless(&safe(text), text);
    }
}

#[test]
fn code_spans_do_not_go_over_cells() {
    let table = |cell: &str| format!("| a | b |\n|---|---|\n| {cell} | x |");
    let cases = [
        ("`a`", "`a`"),
        ("`a\\|[b]`", "`a\\|[b]`"),
        ("`<b> | x`", "\\`\\<b\\> | x\\`"),
        ("`<b> \\\\| x`", "\\`\\<b\\> \\\\| x\\`"),
        ("`a | b` x `<b>`", "\\`a | b` x `\\<b\\>\\`"),
        ("https://a.example/|x", "https:\\//a.example/|x"),
    ];
    for (cell, expected) in cases {
        assert_eq!(safe(&table(cell)).join("\n"), table(expected));
        assert_harmless(&safe(&table(cell)), cell);
    }
    // Where there is no table, a bar is a letter.
    assert_eq!(safe("`<b> | x`"), ["`<b> | x`"]);
}

#[test]
fn code_spans_hold_any_text() {
    let cases = [
        ("plain", "`plain`"),
        ("", "`\"\"`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a ``` b", "````a ``` b````"),
        ("^``?[a]`$", "```^``?[a]`$```"),
        (" a ", "`  a  `"),
        ("a\nb\u{202e}", "`a b`"),
        ("a\r\u{2028}\0b", "`a  b`"),
    ];
    for (text, expected) in cases {
        assert_eq!(code(text), expected, "{text:?}");
        assert_harmless(&[code(text)], text);
    }
}

/// What lines are made of. Each `w` becomes a word of its own, so that it is seen which are lost.
const PIECES: &[&str] = &[
    "w",
    "w w",
    " ",
    "  ",
    "    ",
    "     ",
    "\t",
    "- ",
    "-",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "10. ",
    "1234567890. ",
    "> ",
    ">",
    "```",
    "```rust",
    "``` rust,should_panic",
    "```text",
    "````",
    "~~~",
    "~~~~",
    "~~~{.rust}",
    "~~~ w `w`",
    "`",
    "``",
    "`w`",
    "``w ` w``",
    "\\",
    "\\`",
    "\\\\",
    "[w]",
    "[w](w)",
    "[w](https://w.example)",
    "[`w`](https://w.example/w_(w))",
    "](https://w.example)",
    "(https://w.example)",
    "[w](mailto:w@w.example)",
    "![w](https://w.example/w.png)",
    "[w]: w",
    "[r]",
    "[w][r]",
    "![w][R]",
    "[![w](https://r.example)][r]",
    "\n\n[r]: https://r.example\n",
    "[^1](https://w.example)",
    "[^1]",
    "[^1]: w",
    "<b>",
    "</b>",
    "<script>",
    "<!-- w",
    "-->",
    "<pre>",
    "<![CDATA[",
    "<?w",
    "<https://w.example>",
    "https://w.example/w",
    "http://",
    "javascript:w",
    "<javascript:w>",
    "<w@w.example>",
    "|",
    " | ",
    "|---|",
    "|---|---|",
    ":-:",
    "| w | w |",
    "`w | w`",
    "`w\\|<b>`",
    "# w",
    "## w #",
    "#",
    "===",
    "---",
    "***",
    "- - -",
    "* * *",
    "_w_",
    "**w",
    "~~w~~",
    "&lt;b&gt;",
    "&#96;",
    "- [ ] w",
    "- [x] w",
    ": w",
    "$w$",
    "{#w}",
    "+++",
    "\r",
    "\u{0}",
    "\u{85}",
    "\u{a0}",
    "\u{200e}",
    "\u{2028}",
    "\u{c}",
    "\u{b}",
    "fn main() {}",
    "//",
    "*/",
];

fn hostile(random: &mut fastrand::Rng, words: &mut usize) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(1..8) {
        text.push_str(&" ".repeat(*random.choice(&[0, 0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 12]).unwrap_or(&0)));
        for _ in 0..random.usize(0..5) {
            for letter in random.choice(PIECES).unwrap_or(&"").chars() {
                text.push(letter);
                if letter == 'w' {
                    *words += 1;
                    text.push_str(&words.to_string());
                }
            }
            if random.u8(0..4) == 0 {
                text.push(' ');
            }
        }
        text.push('\n');
    }
    text
}

/// The words of a text.
fn words(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| word.starts_with('w') && word.len() > 1).collect()
}

/// How many texts are tried: enough to find each fault that was ever mended here.
const TRIES: usize = 20_000;

#[test]
fn no_text_is_more_than_text() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..TRIES {
        let text = hostile(&mut random, &mut 0);
        let lines = safe(&text);
        let seen = assert_harmless(&lines, &text);
        let named_fence =
            |line: &String| line.contains('w') && (line.contains("```") || line.contains("~~~"));
        let mut read = text.split(['\r', '\n']).map(plain);
        let is_whole = !text.contains('|') && !read.any(|line| named_fence(&line));
        // What a fence is called is not shown, nor are cells that a table has no column for.
        if is_whole {
            assert_eq!(words(&seen), words(&plain(&text)), "{text:?}\nbecame\n{}", lines.join("\n"));
        }
    }
}

#[test]
fn nor_are_texts_beside_each_other() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..TRIES / 2 {
        let [first, second] = [(); 2].map(|()| hostile(&mut random, &mut 0));
        let mut lines = safe(&first);
        if begins_with_text(&lines)
            && let Some(line) = lines.first_mut()
        {
            *line = format!("{}: {line}", code(&second));
        }
        lines.push(String::new());
        lines.extend(safe(&second));
        lines.extend([String::new(), format!("- Example: {}", code(&first))]);
        assert_harmless(&lines, &format!("{first}\n\n{second}"));
    }
}
