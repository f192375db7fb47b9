//! How a crate takes in what its build script made.

/// Includes the bindings that `hire_codegen::Generator::emit` wrote in the build script.
///
/// The modules `types`, `operations`, `errors` and `client` appear where the macro stands, with
/// `Client`, `Error` and `ErrorCode` beside them:
///
/// ```ignore
/// // src/lib.rs
/// hire_runtime::include_bindings!();
/// ```
#[macro_export]
macro_rules! include_bindings {
    () => {
        include!(concat!(env!("OUT_DIR"), "/bindings/mod.rs"));
    };
}
