//! What rustdoc makes of docs, asked of the reader of markdown that rustdoc has. For tests.

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// rustdoc looks for doctests without extensions, and shows docs with these.
fn options() -> [Options; 2] {
    let shown = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    [Options::empty(), shown]
}

/// What in docs would be more than text to rustdoc, and the text that is seen. Links to items are for the crate's `own`.
fn read(docs: &str, options: Options, own: fn(&str) -> bool) -> (Vec<String>, String) {
    let (mut faults, mut broken, mut text) = (Vec::new(), Vec::new(), String::new());
    let mut callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        if !own(&link.reference) {
            broken.push(format!("a link to {:?}", link.reference));
        }
        None
    };
    let (mut may_have_address, mut target) = (false, String::new());
    for event in Parser::new_with_broken_link_callback(docs, options, Some(&mut callback)) {
        match &event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if **info == *"text" => {
                may_have_address = true;
            }
            Event::Start(Tag::Link {
                link_type: kind @ (LinkType::Autolink | LinkType::Inline),
                dest_url,
                title,
                ..
            }) if title.is_empty()
                && ["https://", "http://", "mailto:"].iter().any(|it| dest_url.starts_with(it)) =>
            {
                may_have_address = *kind == LinkType::Autolink;
                target = if may_have_address { String::new() } else { dest_url.to_string() };
            }
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => {
                may_have_address = false;
                text.extend([" ", &std::mem::take(&mut target)]);
            }
            // Elsewhere, rustdoc takes an address for one that is meant to be a link.
            Event::Text(shown) if may_have_address || !shown.contains("://") => text.push_str(shown),
            Event::Code(shown) => text.push_str(shown),
            Event::Start(
                Tag::CodeBlock(_)
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::HtmlBlock
                | Tag::FootnoteDefinition(_)
                | Tag::BlockQuote(_)
                | Tag::MetadataBlock(_),
            )
            | Event::Text(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => faults.push(format!("{event:?}")),
            _ => {}
        }
        text.push(' ');
    }
    faults.extend(broken);
    (faults, text)
}

/// Asserts that docs are text to rustdoc, whatever they were made of, and returns what is seen of them.
#[track_caller]
pub fn assert_harmless(lines: &[String], origin: &str, own: fn(&str) -> bool) -> String {
    let docs = lines.join("\n");
    assert!(
        !docs.contains(|letter: char| letter.is_control() && letter != '\n'),
        "{origin:?} became {docs:?}"
    );
    let [tests, shown] = options().map(|options| read(&docs, options, own));
    for (faults, _) in [tests, shown.clone()] {
        assert!(faults.is_empty(), "{origin:?}\nbecame\n{docs}\nwhich has {faults:#?}");
    }
    shown.1
}
