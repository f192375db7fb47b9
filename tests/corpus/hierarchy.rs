//! Bases with a discriminator, and the components that have them in `allOf`, as unions with a discriminator: the base
//! accepts what one of "itself, or a subtype" does.

use std::collections::{BTreeMap, BTreeSet};

use hire_syntax::pointer;
use serde_json::{Value, json};

use super::schema::{self, Schema, resolve};

/// What is put at the end of a base's name for that which it says itself.
pub const ITSELF: &str = "--itself";

/// Says of a union that its first branch judges what is not named.
pub const SUBTYPES: &str = "x-subtypes";

/// Where components are.
const COMPONENTS: &str = "/components/schemas/";

/// Keywords that restrict nothing, or nothing but the type.
const SILENT: [&str; 14] = [
    "allOf",
    "$ref",
    "type",
    "nullable",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// The components that descend from a base, by its key.
type Subtypes = BTreeMap<String, Vec<String>>;

/// Makes unions of bases, and gives lists of subtypes the discriminator of their base.
pub fn spell_out(document: &mut Value) {
    let before = document.clone();
    let bases = bases(&before);
    if bases.is_empty() {
        return;
    }
    schema::change_all(document, &|schema| {
        lists(schema, &before, &bases);
        let restricts = schema.keys().any(|key| !SILENT.contains(&key.as_str()) && !key.starts_with("x-"));
        let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        if restricts || parts > 1 {
            extend(schema, &before, &bases);
        }
    });
    let Some(components) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    for component in components.values_mut().filter_map(Value::as_object_mut) {
        if component.contains_key("allOf") {
            extend(component, &before, &bases);
        }
    }
    for (base, subtypes) in &bases {
        let Some(own) = components.get(base).cloned() else { continue };
        let names = std::iter::once(format!("{base}{ITSELF}")).chain(subtypes.iter().map(|subtype| {
            let same = bases.contains_key(subtype) && property(&before, subtype) == property(&before, base);
            if same { format!("{subtype}{ITSELF}") } else { subtype.clone() }
        }));
        let branches: Vec<_> =
            names.map(|name| json!({"$ref": format!("#{COMPONENTS}{}", pointer::escape(&name))})).collect();
        let union = json!({"anyOf": branches, "discriminator": own.get("discriminator"), SUBTYPES: true});
        components.insert(base.clone(), union);
        components.insert(format!("{base}{ITSELF}"), own);
    }
}

/// The components with a discriminator, without branches of their own, that others descend from.
fn bases(document: &Value) -> Subtypes {
    let components = document.pointer("/components/schemas").and_then(Value::as_object);
    let mut bases = Subtypes::new();
    for (key, schema) in components.into_iter().flatten() {
        let choice = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
        let Some(property) = property(document, key).filter(|_| !choice) else { continue };
        let others = components.into_iter().flatten();
        let subtypes = others.filter(|(_, other)| ancestors(other, document).contains(key));
        let subtypes: Vec<_> = subtypes.map(|(other, _)| other.clone()).collect();
        if !subtypes.is_empty() && keeps(schema, property, document) {
            bases.insert(key.clone(), subtypes);
        }
    }
    bases
}

fn property<'v>(document: &'v Value, key: &str) -> Option<&'v str> {
    let components = document.pointer("/components/schemas")?;
    components.get(key)?.get("discriminator")?.get("propertyName")?.as_str()
}

/// The key of the component that a schema refers to.
fn referred(schema: &Value) -> Option<String> {
    let reference = schema.get("$ref")?.as_str()?;
    let pointer = percent_encoding::percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()?;
    Some(pointer::unescape(pointer.strip_prefix(COMPONENTS)?).into_owned())
}

/// The components that a schema has in `allOf`, and those that these have.
fn ancestors(schema: &Value, document: &Value) -> BTreeSet<String> {
    let parts = |schema: &Value| schema.get("allOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all = BTreeSet::new();
    let mut open = parts(schema);
    while let Some(part) = open.pop() {
        open.extend(parts(&part));
        if let Some(key) = referred(&part)
            && all.insert(key)
        {
            let reference = part.get("$ref").and_then(Value::as_str).unwrap_or_default();
            open.extend(resolve(document, reference).cloned());
        }
    }
    all
}

/// Whether a property outlives being read as this schema.
fn keeps(schema: &Value, property: &str, document: &Value) -> bool {
    let mut all = vec![schema.clone()];
    for key in ancestors(schema, document) {
        all.extend(document.pointer(&format!("{COMPONENTS}{}", pointer::escape(&key))).cloned());
    }
    let inline = all.iter().filter_map(|schema| schema.get("allOf")?.as_array()).flatten().cloned();
    let inline: Vec<_> = inline.collect();
    all.extend(inline);
    let named = |schema: &Value| {
        let required = schema.get("required").and_then(Value::as_array);
        schema.get("properties").is_some_and(|it| it.get(property).is_some())
            || required.is_some_and(|required| required.iter().any(|name| name == property))
    };
    all.iter().any(|schema| named(schema) || schema.get("additionalProperties").is_some())
        || all.iter().all(|schema| schema.get("properties").is_none())
}

/// Lets a schema have in `allOf` what bases say themselves.
fn extend(schema: &mut Schema, document: &Value, bases: &Subtypes) {
    own(schema, document, bases);
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(part) = part.as_object_mut() else { continue };
        let alone = part.keys().all(|key| key == "$ref" || key == "description");
        if !own(part, document, bases) && !alone {
            extend(part, document, bases);
        }
    }
}

/// Makes a reference to a base one to what that says itself.
fn own(schema: &mut Schema, document: &Value, bases: &Subtypes) -> bool {
    let Some(base) = named(&Value::Object(schema.clone()), document).filter(|key| bases.contains_key(key))
    else {
        return false;
    };
    schema.insert("$ref".to_owned(), json!(format!("#{COMPONENTS}{}{ITSELF}", pointer::escape(&base))));
    true
}

/// The component that a chain of references ends at.
fn named(schema: &Value, document: &Value) -> Option<String> {
    let mut key = referred(schema)?;
    for _ in 0..16 {
        let next = document.pointer(&format!("{COMPONENTS}{}", pointer::escape(&key)))?;
        match referred(next) {
            Some(next) => key = next,
            None => break,
        }
    }
    Some(key)
}

/// A list whose branches descend from one base has its discriminator, and the base among them is what it says itself.
fn lists(schema: &mut Schema, document: &Value, bases: &Subtypes) {
    for list in ["oneOf", "anyOf"] {
        let Some(branches) = schema.get(list).and_then(Value::as_array) else { continue };
        let mut branches = branches.clone();
        let others = branches.iter().filter(|branch| branch.get("type") != Some(&json!("null")));
        let descents: Vec<BTreeSet<_>> = others
            .map(|branch| {
                let end = named(branch, document);
                let pointer = end.iter().map(|key| format!("{COMPONENTS}{}", pointer::escape(key))).next();
                let schema = pointer.and_then(|pointer| document.pointer(&pointer)).unwrap_or(branch);
                let mut all = ancestors(schema, document);
                all.extend(end);
                all
            })
            .collect();
        if descents.len() < 2 {
            continue;
        }
        let common = bases.keys().filter(|base| descents.iter().all(|all| all.contains(*base)));
        let nearest = common.max_by_key(|base| {
            let schema = document.pointer(&format!("{COMPONENTS}{}", pointer::escape(base)));
            schema.map_or(0, |schema| ancestors(schema, document).len())
        });
        let discriminator =
            nearest.and_then(|base| document.pointer("/components/schemas")?.get(base)?.get("discriminator"));
        if let (Some(discriminator), false) = (discriminator, schema.contains_key("discriminator")) {
            schema.insert("discriminator".to_owned(), discriminator.clone());
        }
        for branch in &mut branches {
            let Some(key) = named(branch, document) else { continue };
            if descents.iter().filter(|all| all.contains(&key)).count() > 1
                && let Some(branch) = branch.as_object_mut()
            {
                own(branch, document, bases);
            }
        }
        schema.insert(list.to_owned(), Value::Array(branches));
    }
}

/// The tags that each branch of a base's union keeps: one that several claim is that of the subtype from which the
/// others descend, else that of the first; the base has what no subtype claims.
pub fn claimed(branches: &[Value], tags: &[BTreeSet<String>], document: &Value) -> Vec<BTreeSet<String>> {
    let known: Vec<_> = branches
        .iter()
        .map(|branch| {
            let reference = branch.get("$ref").and_then(Value::as_str).unwrap_or_default();
            let schema = resolve(document, reference);
            (referred(branch), schema.map(|schema| ancestors(schema, document)).unwrap_or_default())
        })
        .collect();
    let owner = |tag: &String| {
        let subtypes = known.iter().zip(tags).enumerate().skip(1);
        let claimants: Vec<_> = subtypes.filter(|(_, (_, tags))| tags.contains(tag)).collect();
        let root = claimants.iter().find(|(root, ((key, _), _))| {
            let descends =
                |ancestors: &BTreeSet<String>| key.as_ref().is_some_and(|key| ancestors.contains(key));
            claimants.iter().all(|(other, ((_, ancestors), _))| other == root || descends(ancestors))
        });
        root.or(claimants.first()).map_or(0, |(index, _)| *index)
    };
    let keeps = |(index, tags): (usize, &BTreeSet<String>)| {
        tags.iter().filter(|tag| owner(tag) == index).cloned().collect()
    };
    tags.iter().enumerate().map(keeps).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{SUBTYPES, spell_out};
    use crate::discriminator::tags;

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn a_base_is_itself_or_a_subtype_and_a_part_is_what_it_says_itself() {
        let discriminator = json!({"propertyName": "kind", "mapping": {"cat": "Cat"}});
        let pet = json!({"properties": {"kind": {"enum": ["cat", "Dog", "Tom", "other"]}}, "discriminator": discriminator});
        let mut document = json!({"components": {"schemas": {
            "Pet": pet,
            "Tom": {"allOf": [reference("Cat")]},
            "Cat": {"allOf": [reference("Pet"), {"required": ["lives"]}]},
            "Dog": {"allOf": [reference("Pet")], "properties": {"kind": {"enum": ["Dog"]}}},
            "Alias": reference("Pet"),
            "Two": {"oneOf": [reference("Cat"), reference("Dog")]},
            "Holder": {"properties": {
                "pet": {"allOf": [reference("Alias")], "description": "One of them."},
                "more": {"allOf": [reference("Alias"), {"required": ["name"]}]},
            }},
        }}});
        spell_out(&mut document);
        let itself = reference("Pet--itself");
        let expected = json!({"components": {"schemas": {
            "Pet": {
                "anyOf": [itself, reference("Tom"), reference("Cat"), reference("Dog")],
                "discriminator": discriminator,
                SUBTYPES: true,
            },
            "Pet--itself": pet,
            "Tom": {"allOf": [reference("Cat")]},
            "Cat": {"allOf": [itself, {"required": ["lives"]}]},
            "Dog": {"allOf": [itself], "properties": {"kind": {"enum": ["Dog"]}}},
            "Alias": reference("Pet"),
            "Two": {"oneOf": [reference("Cat"), reference("Dog")], "discriminator": discriminator},
            "Holder": {"properties": {
                "pet": {"allOf": [reference("Alias")], "description": "One of them."},
                "more": {"allOf": [itself, {"required": ["name"]}]},
            }},
        }}});
        assert_eq!(document, expected);
        let pet = document.pointer("/components/schemas/Pet").and_then(Value::as_object).unwrap();
        let tags = tags(pet, &document, 0).map(|(.., tags)| json!(tags));
        assert_eq!(tags, Some(json!([["other"], ["Tom"], ["cat"], ["Dog"]])));
    }
}
