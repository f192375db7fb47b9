//! Whether a schema restricts anything. Schemas are destructured whole, without `..`, so that a new keyword cannot be forgotten
//! here.

use super::{Applicators, ArrayRules, NumberRules, ObjectRules, Schema, StringRules};

impl Schema<'_> {
    /// Whether the schema restricts instances beyond what its `$ref` and `allOf` do.
    pub(super) fn constrains(&self) -> bool {
        let Self {
            place: _,
            never,
            references: _,
            all_of: _,
            types,
            values,
            format,
            content_encoding,
            number,
            string,
            array,
            object,
            applicators,
            annotations: _,
            extensions,
        } = self;
        let Applicators { all_of: parts, any_of, one_of, not, conditionals } = applicators;
        *never
            || types.is_some()
            || values.is_some()
            || format.is_some()
            // An annotation that decides a type.
            || content_encoding.is_some()
            || number.constrains()
            || string.constrains()
            || array.constrains()
            || object.constrains()
            || !parts.is_empty()
            || !any_of.is_empty()
            || !one_of.is_empty()
            || !not.is_empty()
            || !conditionals.is_empty()
            || extensions.sensitive
    }
}

impl NumberRules {
    /// Whether there is a keyword for numbers.
    pub fn constrains(&self) -> bool {
        let Self { minimum, exclusive_minimum, maximum, exclusive_maximum, multiple_of } = self;
        let bounds = [minimum, exclusive_minimum, maximum, exclusive_maximum];
        bounds.iter().any(|bound| bound.is_some()) || !multiple_of.is_empty()
    }
}

impl StringRules<'_> {
    /// Whether there is a keyword for strings.
    pub fn constrains(&self) -> bool {
        let Self { min_length, max_length, patterns } = self;
        min_length.is_some() || max_length.is_some() || !patterns.is_empty()
    }
}

impl ArrayRules {
    /// Whether there is a keyword for arrays.
    pub fn constrains(&self) -> bool {
        let Self { prefix, items, unevaluated, contains, min_items, max_items, unique_items } = self;
        !prefix.is_empty()
            || items.is_some()
            || unevaluated.is_some()
            || !contains.is_empty()
            || min_items.is_some()
            || max_items.is_some()
            || unique_items.is_some()
    }
}

impl ObjectRules<'_> {
    /// Whether there is a keyword for objects.
    pub fn constrains(&self) -> bool {
        let Self {
            properties,
            required,
            patterns,
            additional,
            unevaluated,
            names,
            min_properties,
            max_properties,
        } = self;
        !properties.is_empty()
            || !required.is_empty()
            || !patterns.is_empty()
            || additional.is_some()
            || unevaluated.is_some()
            || names.is_some()
            || min_properties.is_some()
            || max_properties.is_some()
    }
}
