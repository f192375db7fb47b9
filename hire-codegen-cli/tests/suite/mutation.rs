//! Pages as they should not be.

/// What the reader looks for, so that it finds some of these where they do not belong.
const SIGNS: [&str; 24] = [
    "|",
    "\n|",
    "**",
    "**示例值**：",
    "**可选值有**：",
    "- `1`: ",
    "```",
    "\n```\n",
    "<md-dt-tr level=\"3\">",
    "</md-dt-td>",
    "<md-td>",
    "<!--",
    "-->",
    ":::",
    "\n:::\n",
    "&#",
    "&nbsp;└ ",
    "](",
    "{",
    "\"",
    "  \n",
    "\n### 请求体\n",
    "\u{2028}",
    "～",
];

/// A page with a few parts cut out, doubled, exchanged or put in.
pub fn mutated(text: &str, random: &mut fastrand::Rng) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..random.usize(1..5) {
        let start = random.usize(0..=text.len());
        let end = (start + random.usize(0..200)).min(text.len());
        match random.u8(0..5) {
            0 => drop(text.drain(start..end)),
            1 => {
                let part: Vec<char> = text[start..end].to_vec();
                text.splice(start..start, part);
            }
            2 => text.truncate(end.max(text.len() / 2)),
            3 => text[start..end].reverse(),
            _ => {
                let sign = random.choice(SIGNS).unwrap_or_default();
                text.splice(start..start, sign.chars());
            }
        }
    }
    text.into_iter().collect()
}
