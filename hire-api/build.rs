//! Emits the bindings from the description.

fn main() -> Result<(), hire_codegen::Report> {
    hire_codegen::Generator::new("spec/hire.yaml").deny_warnings().emit()
}
