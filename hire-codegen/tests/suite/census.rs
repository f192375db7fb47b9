//! The census says what became of each schema, and why.

use std::collections::BTreeSet;

use hire_codegen::Generator;
use hire_codegen::census::{Census, Outcome, SchemaRecord};

use crate::support::{description, generate_with};

fn census() -> Census {
    Generator::new("tests/census/openapi.yaml").generate().expect("it has no faults").census()
}

fn schema<'c>(census: &'c Census, pointer: &str) -> &'c SchemaRecord {
    let found = census.schemas().iter().find(|schema| schema.pointer() == pointer);
    found.unwrap_or_else(|| panic!("there is no {pointer}"))
}

#[test]
fn each_schema_has_its_fate() {
    insta::assert_snapshot!("census", census().to_string());
    assert_eq!(census().to_string(), census().to_string());
}

#[test]
fn a_schema_is_data() {
    let census = census();
    let text = schema(&census, "/components/schemas/Typed/properties/text");
    assert_eq!((text.position().file(), text.position().line()), ("openapi.yaml", 20));
    assert_eq!((text.outcome(), text.component(), text.fallback()), (Outcome::Typed, None, None));
    assert_eq!(text.validated(), ["maxLength", "minLength", "pattern"]);

    let missing = schema(&census, "/components/schemas/Missing");
    assert_eq!((missing.component(), missing.type_name()), (Some("Missing"), Some("Missing")));
    assert_eq!(missing.rust_type(), Some("::core::option::Option<types::Missing>"));

    let naming = schema(&census, "/components/schemas/Naming");
    let (reason, place) = naming.fallback().expect("it has a reason");
    assert_eq!(
        (reason, place.pointer()),
        ("`if` has a branch with `propertyNames`", "/components/schemas/Naming/if")
    );
    assert_eq!(naming.outcome(), Outcome::Fallback);

    let cases = [
        ("Kept/items", "uniqueItems", "Kept/uniqueItems"),
        ("Counted", "minProperties", "Counted/minProperties"),
        ("Counting", "minProperties", "Counting/if/minProperties"),
    ];
    for (kept, keyword, place) in cases {
        let [kept, place] = [kept, place].map(|name| format!("/components/schemas/{name}"));
        let found = schema(&census, &kept).preserved_for().map(|(keyword, at)| (keyword, at.pointer()));
        assert_eq!(found, Some((keyword, place.as_str())));
    }
    assert_eq!(text.preserved_for(), None);

    let body = "/paths/~1values/post/requestBody/content/application~1json/schema/properties/inner";
    assert_eq!(schema(&census, body).validated(), ["maxLength"]);
    assert_eq!(schema(&census, "/components/schemas/Definitions/$defs/unused").outcome(), Outcome::Unused);
}

/// Nothing that has a type of its own is there without one, and the counts are those of the schemas.
#[test]
fn the_counts_add_up() {
    let census = census();
    let outcomes = [Outcome::Typed, Outcome::Fallback, Outcome::Part, Outcome::Unused];
    assert_eq!(outcomes.map(|outcome| census.count(outcome)).iter().sum::<usize>(), census.schemas().len());
    for schema in census.schemas() {
        let typed = matches!(schema.outcome(), Outcome::Typed | Outcome::Fallback);
        assert_eq!(schema.rust_type().is_some(), typed, "{}", schema.position());
        assert_eq!(
            schema.fallback().is_some(),
            schema.outcome() == Outcome::Fallback,
            "{}",
            schema.position()
        );
        assert!(schema.component().is_none() || typed, "{} is a component", schema.position());
    }
    let pointers: BTreeSet<_> = census.schemas().iter().map(SchemaRecord::pointer).collect();
    assert_eq!(pointers.len(), census.schemas().len());
}

/// A build prints nothing of it: reasons are no warnings.
#[test]
fn a_fallback_is_no_warning() {
    let schema = "{ type: [string, integer, number, boolean, array, object], minLength: 1 }";
    let text = description("3.1.1", &format!("components: {{ schemas: {{ A: {schema} }} }}"));
    let bindings = generate_with(&text, &[], Generator::deny_warnings).expect("there are no warnings");
    assert_eq!(bindings.census().count(Outcome::Fallback), 1);
}
