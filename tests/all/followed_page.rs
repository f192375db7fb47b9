//! A page changes, and a caller has the new field: the page is compared, the description edited, the bindings built.

use std::fs;

use crate::command_line::run;
use crate::scratch_crate::{Scratch, workspace};

#[test]
fn a_new_field_of_a_page_is_one_of_the_bindings() {
    let followed = Scratch::new("followed");
    let page = fs::read_to_string(workspace().join("hire-codegen-cli/tests/pages/converted.md")).unwrap();
    followed.write("page.md", &page);
    let folder = followed.path("");
    run(&folder, &["doc", "import", "page.md", "--out", "openapi.yaml"]).succeeded();
    followed.write("build.rs", "fn main() -> Result<(), hire_codegen::Report> { hire_codegen::Generator::new(\"openapi.yaml\").emit() }\n");
    followed.write("src/lib.rs", "hire_runtime::include_bindings!();\n");

    let row = "| `comment` | `string` |";
    followed.write("page.md", &page.replace(row, &format!("| `color` | `string` | 否 | 颜色 |\n{row}")));
    let check = ["doc", "check", "page.md", "--spec", "openapi.yaml"];
    let found = run(&folder, &check);
    assert_eq!(found.code, Some(1));
    assert!(found.stdout.contains("warning field-added request.color: the field is new"), "{}", found.stdout);
    run(&folder, &[&check[..], &["--write"]].concat()).succeeded();

    let description = fs::read_to_string(followed.path("openapi.yaml")).unwrap();
    assert!(description.contains("color:"), "{description}");
    let name = "PostPetsV1OwnersByOwnerIdPetsBody";
    followed.write(
        "examples/caller.rs",
        &format!("fn main() {{ let _ = |pet: followed::types::{name}| println!(\"{{:?}}\", pet.color); }}\n"),
    );
    followed.cargo(&["check", "--quiet", "--examples"]).succeeded();
}
