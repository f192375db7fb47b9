//! What a discriminator decides, as rules of the branches: a value whose property names a branch is judged
//! by that branch alone, though others may hold as well.

use std::collections::BTreeSet;

use hire_syntax::pointer;
use serde_json::{Value, json};

use super::hierarchy::{self, ITSELF, SUBTYPES};
use super::schema::{self, Schema};

/// How deep branches are looked into.
const DEEPEST: usize = 16;

/// Asks of each branch of a union that the discriminator's property does not name another, as long as each
/// has names and none has those of another. What names none of them is left to the schema.
pub fn of_the_branch_that_is_named(document: &mut Value) {
    hierarchy::spell_out(document);
    let before = document.clone();
    schema::change_all(document, &|schema| by_name(schema, &before));
}

fn by_name(schema: &mut Schema, document: &Value) {
    let Some((property, list, tags)) = tags(schema, document, 0) else { return };
    let Some(branches) = schema.get_mut(list).and_then(Value::as_array_mut) else { return };
    for (index, branch) in branches.iter_mut().enumerate() {
        let others = tags.iter().enumerate().filter(|(other, _)| *other != index);
        let others: Vec<_> = others.flat_map(|(_, tags)| tags).collect();
        let named = json!({
            "type": "object",
            "required": [property],
            "properties": { &property: { "enum": others } },
        });
        *branch = json!({ "allOf": [branch, { "not": named }] });
    }
}

/// The property, the keyword of the union, and the names of each branch.
pub fn tags(
    schema: &Schema,
    document: &Value,
    depth: usize,
) -> Option<(String, &'static str, Vec<BTreeSet<String>>)> {
    if depth > DEEPEST {
        return None;
    }
    let discriminator = schema.get("discriminator")?;
    let property = discriminator.get("propertyName")?.as_str()?;
    let list = ["oneOf", "anyOf"].into_iter().find(|list| schema.contains_key(*list))?;
    let branches = schema.get(list)?.as_array()?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = |tag: &str| mapping.is_some_and(|mapping| mapping.contains_key(tag));
    let direct = |target: &str| {
        branches.iter().position(|branch| referred(branch).is_some_and(|reference| reference == target))
    };
    let mut all = Vec::new();
    for (index, branch) in branches.iter().enumerate() {
        let mut tags = BTreeSet::new();
        for (tag, target) in mapping.into_iter().flatten() {
            let target = target.as_str().map(reference).unwrap_or_default();
            let named = direct(&target).map(|direct| direct == index);
            if named.unwrap_or_else(|| holds(branch, &target, document, 0)) {
                tags.insert(tag.clone());
            }
        }
        let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
        let others: BTreeSet<_> = others.filter_map(|(_, branch)| name(branch)).collect();
        let inner = resolved(branch, document);
        let nested = inner.as_object().and_then(|inner| self::tags(inner, document, depth + 1));
        let nested = nested.filter(|(name, ..)| name == property);
        tags.extend(
            nested
                .into_iter()
                .flat_map(|(.., tags)| tags)
                .flatten()
                .filter(|tag| !mapped(tag) && !others.contains(tag)),
        );
        let allowed = constants(branch, property, document, 0);
        // What a subtype allows because its base does is no name of it.
        let base = branches.first().filter(|_| schema.contains_key(SUBTYPES) && index > 0);
        let inherits = base.is_some_and(|base| constants(base, property, document, 0) == allowed);
        match &allowed {
            Some(allowed) if tags.is_empty() && !inherits => {
                tags.extend(allowed.iter().filter(|tag| !mapped(tag)).cloned());
            }
            Some(allowed) => tags.retain(|tag| allowed.contains(tag)),
            None => {}
        }
        let fits = |name: &String| !mapped(name) && allowed.as_ref().is_none_or(|it| it.contains(name));
        tags.extend(name(branch).filter(fits));
        all.push(tags);
    }
    if schema.contains_key(SUBTYPES) {
        let all = hierarchy::claimed(branches, &all, document);
        return Some((property.to_owned(), list, all));
    }
    let count: usize = all.iter().map(BTreeSet::len).sum();
    let apart = all.iter().flatten().collect::<BTreeSet<_>>().len() == count;
    (apart && all.iter().all(|tags| !tags.is_empty())).then(|| (property.to_owned(), list, all))
}

/// The reference of a branch, to a base where it is one to what a base says itself.
fn referred(branch: &Value) -> Option<&str> {
    let reference = branch.get("$ref")?.as_str()?;
    Some(reference.strip_suffix(ITSELF).unwrap_or(reference))
}

/// The key of the component that a branch refers to.
fn name(branch: &Value) -> Option<String> {
    let key = referred(branch)?.rsplit('/').next()?;
    let token = percent_encoding::percent_decode_str(key).decode_utf8().ok()?;
    Some(pointer::unescape(&token).into_owned())
}

/// What a value of `mapping` refers to.
fn reference(target: &str) -> String {
    if target.contains(['#', '/']) { target.to_owned() } else { format!("#/components/schemas/{target}") }
}

/// Whether a branch is what is referred to, or a union with it.
fn holds(branch: &Value, target: &str, document: &Value, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    let inner = resolved(branch, document);
    let lists = ["oneOf", "anyOf"].iter().filter_map(|list| inner.get(*list)?.as_array());
    referred(branch).is_some_and(|reference| reference == target)
        || lists.flatten().any(|branch| holds(branch, target, document, depth + 1))
}

/// The values that a branch allows for a property, as far as it lists them.
fn constants(branch: &Value, property: &str, document: &Value, depth: usize) -> Option<BTreeSet<String>> {
    if depth > DEEPEST {
        return None;
    }
    let branch = resolved(branch, document);
    let values = branch.get("properties").and_then(|it| it.get(property)).map(|it| resolved(it, document));
    let own = values.and_then(|values| {
        let one = values.get("const").map(std::slice::from_ref);
        let texts = one.or_else(|| values.get("enum")?.as_array().map(Vec::as_slice))?;
        Some(texts.iter().filter_map(Value::as_str).map(str::to_owned).collect::<BTreeSet<_>>())
    });
    let parts = branch.get("allOf").and_then(Value::as_array).into_iter().flatten();
    let parts = parts.filter_map(|part| constants(part, property, document, depth + 1));
    // All of them hold.
    let all = own.into_iter().chain(parts).reduce(|first, second| &first & &second);
    // One of them holds.
    let either = || {
        let list = ["oneOf", "anyOf"].iter().find_map(|list| branch.get(*list)?.as_array())?;
        let each = list.iter().map(|branch| constants(branch, property, document, depth + 1));
        Some(each.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
    };
    all.or_else(either)
}

/// What a chain of references ends at.
pub fn resolved<'v>(schema: &'v Value, document: &'v Value) -> &'v Value {
    let mut end = schema;
    for _ in 0..DEEPEST {
        let next = end.get("$ref").and_then(Value::as_str);
        match next.and_then(|reference| schema::resolve(document, reference)) {
            Some(next) => end = next,
            None => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::tags;

    #[test]
    fn branches_are_named_by_the_mapping_their_constants_and_their_components() {
        let document = json!({"components": {"schemas": {
            "Cat": {"properties": {"kind": {"type": "string"}}},
            "Dog": {"allOf": [{"properties": {"kind": {"enum": ["dog", "puppy"]}}}]},
            "Fish": {"oneOf": [{"$ref": "#/components/schemas/Cod"}], "discriminator": {"propertyName": "kind"}},
            "Cod": {},
        }}});
        let union = |names: &[&str], mapping: Value| {
            let branches = names.iter().map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
            let branches: Vec<_> = branches.collect();
            json!({"oneOf": branches, "discriminator": {"propertyName": "kind", "mapping": mapping}})
        };
        let cases = [
            (union(&["Cat", "Dog"], json!({})), Some(json!([["Cat"], ["dog", "puppy"]]))),
            (union(&["Cat", "Cod"], json!({"c": "Cat"})), Some(json!([["Cat", "c"], ["Cod"]]))),
            (union(&["Cat", "Dog"], json!({"puppy": "Dog"})), Some(json!([["Cat"], ["puppy"]]))),
            (union(&["Cat", "Fish"], json!({})), Some(json!([["Cat"], ["Cod", "Fish"]]))),
            // A branch without a name of its own: the discriminator decides nothing.
            (union(&["Cat", "Dog"], json!({"hound": "Dog"})), None),
            (union(&["Cat", "Cat"], json!({})), None),
        ];
        for (schema, expected) in cases {
            let tags = tags(schema.as_object().unwrap(), &document, 0).map(|(.., tags)| json!(tags));
            assert_eq!(tags, expected, "{schema}");
        }
    }
}
