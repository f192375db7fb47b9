//! The options that say what is read of a description, and how.

use std::path::PathBuf;

use hire_codegen::Generator;

/// A description, and how it is read.
#[derive(Debug, clap::Args)]
pub struct Description {
    /// The description: OpenAPI 3.0 or 3.1, YAML or JSON.
    pub spec: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
}

/// What is read, and what is taken for what.
#[derive(Debug, Clone, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, not a state")]
pub struct Reading {
    /// Read files of this folder as well, where a `$ref` names one. Without it, only files in the folder of
    /// the description are read.
    #[arg(long, value_name = "FOLDER")]
    pub allow_files_in: Vec<PathBuf>,
    /// Take `format` for documentation: strings of any format are `String`.
    #[arg(long)]
    formats_as_annotations: bool,
    /// Take a schema with `properties` and without `type` for one of objects.
    #[arg(long)]
    assume_objects: bool,
    /// Take `nullable` without `type` for null.
    #[arg(long)]
    nullable_without_type: bool,
    /// Take `additionalProperties: false` in parts of an `allOf` for the object as a whole.
    #[arg(long)]
    merge_closed_parts: bool,
    /// Put the methods of the client into a module for each tag.
    #[arg(long)]
    group_by_tag: bool,
    #[command(flatten)]
    selection: Selection,
}

impl Reading {
    /// Gives a generator all options but the folders.
    pub fn apply(self, generator: Generator) -> Generator {
        let mut generator = self.selection.apply(generator);
        if self.formats_as_annotations {
            generator = generator.formats_as_annotations();
        }
        if self.assume_objects {
            generator = generator.assume_objects();
        }
        if self.nullable_without_type {
            generator = generator.nullable_without_type();
        }
        if self.merge_closed_parts {
            generator = generator.merge_closed_parts();
        }
        if self.group_by_tag { generator.group_by_tag() } else { generator }
    }
}

/// What is emitted of a description; everything, if nothing is given.
#[derive(Debug, Clone, clap::Args)]
struct Selection {
    /// Emit this operation: its `operationId`, or its method and path, as in `GET /pets`. May be given several times, as
    /// the next options.
    #[arg(long, value_name = "NAME")]
    operations: Vec<String>,
    /// Emit the operations with this tag.
    #[arg(long, value_name = "TAG")]
    tags: Vec<String>,
    /// Emit the operations of these paths: `*` stands for any characters of a segment, `**` for any segments.
    #[arg(long, value_name = "PATTERN")]
    paths: Vec<String>,
    /// Leave this operation out.
    #[arg(long, value_name = "NAME")]
    without_operations: Vec<String>,
    /// Leave the operations with this tag out.
    #[arg(long, value_name = "TAG")]
    without_tags: Vec<String>,
    /// Leave the operations of these paths out.
    #[arg(long, value_name = "PATTERN")]
    without_paths: Vec<String>,
    /// Emit those schemas alone that the emitted operations use.
    #[arg(long)]
    only_used_schemas: bool,
    /// Leave faulty operations out, and take faulty schemas for any JSON value.
    #[arg(long)]
    lenient: bool,
}

impl Selection {
    fn apply(self, generator: Generator) -> Generator {
        let generator = generator
            .operations(self.operations)
            .tags(self.tags)
            .without_operations(self.without_operations)
            .without_tags(self.without_tags);
        let generator = self.paths.into_iter().fold(generator, Generator::paths);
        let generator = self.without_paths.into_iter().fold(generator, Generator::without_paths);
        let generator = if self.only_used_schemas { generator.only_used_schemas() } else { generator };
        if self.lenient { generator.lenient() } else { generator }
    }
}
