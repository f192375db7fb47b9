//! A caller of bindings that names every item of their interface.

use hire_codegen::surface::{Item, ItemKind, Surface};

/// A module that uses each item as its declaration says, as a function of its own. The bindings are in the module that is
/// named, beside the caller's.
pub fn caller(surface: &Surface, bindings: &str) -> String {
    let head = format!(
        "#![allow(dead_code, deprecated, unused_imports, clippy::all)]\nuse super::{bindings}::*;\n\n"
    );
    let uses = surface.items().iter().enumerate().filter_map(|(number, item)| use_of(item, number));
    head + &uses.collect::<String>()
}

fn use_of(item: &Item, number: usize) -> Option<String> {
    let Item { kind, path, signature, .. } = item;
    let (owner, name) = path.rsplit_once("::").unwrap_or(("", path));
    Some(match kind {
        ItemKind::Struct | ItemKind::Enum => format!("fn use{number}(_: &{path}) {{}}\n"),
        ItemKind::Alias if signature.starts_with('<') => return None,
        ItemKind::Alias => format!("fn use{number}(value: {path}) -> {signature} {{ value }}\n"),
        ItemKind::Field => format!("fn use{number}(value: {owner}) -> {signature} {{ value.{name} }}\n"),
        ItemKind::Variant if signature.is_empty() => {
            format!("fn use{number}(value: &{owner}) -> bool {{ matches!(value, {path}) }}\n")
        }
        ItemKind::Variant => format!("fn use{number}(value: {signature}) -> {owner} {{ {path}(value) }}\n"),
        ItemKind::Constant => format!("fn use{number}() -> &'static {signature} {{ &{path} }}\n"),
        ItemKind::Function | ItemKind::AsyncFunction => return call(item, number),
        ItemKind::Trait => {
            let (type_, bound) = path.split_once(": ")?;
            let bound = match bound {
                "Debug" => "std::fmt::Debug",
                "Hash" => "std::hash::Hash",
                other => other,
            };
            format!("fn use{number}() {{ fn has<T: {bound}>() {{}} has::<{type_}>(); }}\n")
        }
        ItemKind::AssociatedType => {
            let (type_, of) = path.split_once(": ")?;
            let (bound, name) = of.rsplit_once("::")?;
            format!("fn use{number}(value: <{type_} as {bound}>::{name}) -> {signature} {{ value }}\n")
        }
    })
}

/// A call with arguments of the types that the parameters are made of.
fn call(item: &Item, number: usize) -> Option<String> {
    let Item { kind, path, signature, parameters, .. } = item;
    if signature.is_empty() {
        return Some(format!("fn use{number}() {{ let _ = {path}; }}\n"));
    }
    // What is generic is the same for all bindings.
    if signature.starts_with('<') || signature.contains("impl ") {
        return None;
    }
    let (_, name) = path.rsplit_once("::")?;
    let type_ = |type_: &str| {
        let into = type_.strip_prefix("impl Into<").and_then(|rest| rest.strip_suffix('>'));
        into.unwrap_or(type_).to_owned()
    };
    let declared: Vec<_> =
        parameters.iter().enumerate().map(|(at, (_, it))| format!("a{at}: {}", type_(it))).collect();
    let is_method = parameters.first().is_some_and(|(name, _)| name == "self");
    let given: Vec<_> = (usize::from(is_method)..parameters.len()).map(|at| format!("a{at}")).collect();
    let callee = if is_method { format!("a0.{name}") } else { path.clone() };
    let (head, tail) = if *kind == ItemKind::AsyncFunction { ("async ", ".await") } else { ("", "") };
    let (declared, given) = (declared.join(", "), given.join(", "));
    Some(format!("{head}fn use{number}({declared}) -> {signature} {{ {callee}({given}){tail} }}\n"))
}
