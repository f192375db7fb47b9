//! The page for whoever has a description of their own: what it shows is built, and calls a server.

use std::collections::BTreeSet;
use std::fs;

use crate::readme::{block, block_of};
use crate::scratch_crate::{Scratch, workspace};
use crate::support::{Recorder, json_response};

const IMPORTING: &str = include_str!("../../docs/importing-rewards.md");
const PAGE: &str = include_str!("../../docs/your-own-description.md");

/// A crate with the page's manifest and description, and these files of its blocks.
fn crate_with(name: &'static str, files: &[(&str, &str)]) -> Scratch {
    let crate_ = Scratch::with(name, &block_of(PAGE, "Cargo.toml"));
    crate_.write("openapi.yaml", &block_of(PAGE, "openapi.yaml"));
    for (file, marker) in files {
        crate_.write(file, &block_of(PAGE, marker));
    }
    crate_
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_crate_calls_its_server() {
    let server = Recorder::start(|_| json_response(200, r#"{"name": "Tom", "age": 7}"#)).await;
    let pets = crate_with("pets", &[("build.rs", "build.rs"), ("src/main.rs", "main.rs")]);
    let run = pets.cargo_with(&["run", "--quiet"], &[("PETS_TOKEN", "t-1"), ("PETS_URL", &server.url)]);
    assert_eq!(run.succeeded().stdout, "Tom is 7 years old\n");
    let [request] = server.requests().try_into().unwrap();
    assert_eq!((request.target.as_str(), request.header("authorization")), ("/pets/Tom", vec!["Bearer t-1"]));
}

#[test]
fn two_descriptions_have_a_module_each() {
    let two = crate_with("two", &[("build.rs", "build.rs of two"), ("src/lib.rs", "lib.rs of two")]);
    let pets = block_of(PAGE, "openapi.yaml");
    two.write("pets.yaml", &pets);
    two.write("shops.yaml", &pets.replace("getPet", "getShop").replace("Pet", "Shop"));
    two.write(
        "examples/both.rs",
        "fn main() { let _: Option<(two::pets::types::Pet, two::shops::operations::GetShop)> = None; }",
    );
    two.cargo(&["check", "--quiet", "--examples"]).succeeded();
}

#[test]
fn bindings_may_be_in_a_module_or_among_the_sources() {
    let files = [("build.rs", "build.rs of sources"), ("src/lib.rs", "lib.rs of sources")];
    let sources = crate_with("sources", &files);
    sources.cargo(&["check", "--quiet"]).succeeded();
    let types = fs::read_to_string(sources.path("src/generated/types.rs")).unwrap();
    assert!(types.contains("pub struct Pet"), "{types}");

    let (_, module) = PAGE.split_once("The macro may stand in a module: `").unwrap();
    let (module, _) = module.split_once("`.").unwrap();
    let inner = crate_with("inner", &[("build.rs", "build.rs")]);
    inner.write("src/lib.rs", &format!("{module}\npub use api::types::Pet;\n"));
    inner.cargo(&["check", "--quiet"]).succeeded();
}

#[test]
fn the_runtime_may_have_another_name() {
    let manifest = block_of(PAGE, "Cargo.toml");
    let renamed = manifest.replace("hire-runtime = {", "runtime = { package = \"hire-runtime\",");
    assert_ne!(renamed, manifest);
    let crate_ = Scratch::with("renamed", &renamed);
    crate_.write("openapi.yaml", &block_of(PAGE, "openapi.yaml"));
    crate_.write("build.rs", &block_of(PAGE, "build.rs"));
    crate_.write("src/lib.rs", &block_of(PAGE, "lib.rs renamed"));
    crate_.cargo(&["check", "--quiet"]).succeeded();
}

#[test]
fn manifests_are_good_today() {
    for (name, manifest) in [
        ("author", block("Cargo.toml of an author")),
        ("integrator", block_of(IMPORTING, "Cargo.toml of an integrator")),
    ] {
        let crate_ = Scratch::with(name, &manifest);
        crate_.write("src/lib.rs", "");
        crate_.cargo(&["metadata", "--quiet", "--format-version", "1"]).succeeded();
    }
}

#[test]
fn every_feature_has_its_row() {
    for name in ["hire-runtime", "hire-api"] {
        let manifest = fs::read_to_string(workspace().join(name).join("Cargo.toml")).unwrap();
        let (_, features) = manifest.split_once("\n[features]\n").unwrap();
        let (features, _) = features.split_once("\n[").unwrap();
        let names = |line: &'_ str| line.split_once(" = ").map(|(name, _)| name.to_owned());
        let mut declared: BTreeSet<_> =
            features.lines().filter(|line| !line.starts_with('#')).filter_map(names).collect();
        assert!(declared.remove("default"), "{declared:?}");
        let (_, table) = PAGE.split_once(&format!("<!-- features of {name} -->\n")).unwrap();
        let rows = table.lines().take_while(|line| line.starts_with('|'));
        let shown: BTreeSet<_> =
            rows.filter_map(|row| Some(row.strip_prefix("| `")?.split_once('`')?.0.to_owned())).collect();
        assert_eq!(shown, declared, "{name}");
    }
}
