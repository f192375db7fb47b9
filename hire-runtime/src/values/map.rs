//! An object whose property names are data.

use std::borrow::Borrow;
use std::hash::Hash;

use indexmap::IndexMap;

/// An object whose property names are not known beforehand (`additionalProperties`), in the order of the wire.
///
/// Two maps are equal if they have equal entries, in whatever order: JSON objects are unordered
/// ([JSON Schema 2020-12 core, 4.2.2](https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.2)).
///
/// # Examples
/// ```
/// use hire_runtime::Map;
///
/// let mut map = Map::from([("b", 1), ("a", 2)]);
/// map.insert("c", 3);
/// assert_eq!(map.get("a"), Some(&2));
/// assert_eq!(map.keys().collect::<Vec<_>>(), ["b", "a", "c"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map<T>(IndexMap<String, T>);

impl<T> Map<T> {
    /// A map without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an entry, at the end if its name is new, and returns the value that it had.
    pub fn insert(&mut self, name: impl Into<String>, value: T) -> Option<T> {
        self.0.insert(name.into(), value)
    }

    /// The value of an entry.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<&T>
    where
        String: Borrow<Q>,
    {
        self.0.get(name)
    }

    /// The value of an entry, to be changed.
    pub fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, name: &Q) -> Option<&mut T>
    where
        String: Borrow<Q>,
    {
        self.0.get_mut(name)
    }

    /// Whether there is an entry of this name.
    pub fn contains_key<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> bool
    where
        String: Borrow<Q>,
    {
        self.0.contains_key(name)
    }

    /// Takes an entry out; the others keep their order.
    pub fn remove<Q: Hash + Eq + ?Sized>(&mut self, name: &Q) -> Option<T>
    where
        String: Borrow<Q>,
    {
        self.0.shift_remove(name)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries in order.
    pub fn iter(&self) -> indexmap::map::Iter<'_, String, T> {
        self.0.iter()
    }

    /// The entries in order, their values to be changed.
    pub fn iter_mut(&mut self) -> indexmap::map::IterMut<'_, String, T> {
        self.0.iter_mut()
    }

    /// The names in order.
    pub fn keys(&self) -> indexmap::map::Keys<'_, String, T> {
        self.0.keys()
    }

    /// The values in order.
    pub fn values(&self) -> indexmap::map::Values<'_, String, T> {
        self.0.values()
    }

    pub(crate) fn reserve(&mut self, additional: usize) {
        self.0.reserve(additional);
    }

    pub(crate) fn entry(&mut self, name: String) -> indexmap::map::Entry<'_, String, T> {
        self.0.entry(name)
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.0.get_index_of(name)
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(IndexMap::new())
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<K: Into<String>, T, const N: usize> From<[(K, T); N]> for Map<T> {
    fn from(entries: [(K, T); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, T> Extend<(K, T)> for Map<T> {
    fn extend<I: IntoIterator<Item = (K, T)>>(&mut self, entries: I) {
        self.0.extend(entries.into_iter().map(|(name, value)| (name.into(), value)));
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = indexmap::map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m, T> IntoIterator for &'m Map<T> {
    type Item = (&'m String, &'m T);
    type IntoIter = indexmap::map::Iter<'m, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'m, T> IntoIterator for &'m mut Map<T> {
    type Item = (&'m String, &'m mut T);
    type IntoIter = indexmap::map::IterMut<'m, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn equality_does_not_see_the_order_but_iteration_does() {
        let one = Map::from([("a", 1), ("b", 2)]);
        let other = Map::from([("b", 2), ("a", 1)]);
        assert_eq!(one, other);
        assert!(one.keys().ne(other.keys()));
    }

    #[test]
    fn removing_keeps_the_order_of_the_rest() {
        let mut map = Map::from([("a", 1), ("b", 2), ("c", 3)]);
        assert_eq!(map.remove("a"), Some(1));
        map.extend([("d", 4)]);
        assert_eq!(
            map.into_iter().collect::<Vec<_>>(),
            [("b".to_owned(), 2), ("c".to_owned(), 3), ("d".to_owned(), 4)]
        );
    }

    #[test]
    fn a_name_that_is_there_keeps_its_place() {
        let mut map = Map::from([("a", 1), ("b", 2)]);
        assert_eq!(map.insert("a", 3), Some(1));
        assert_eq!(map.values().copied().collect::<Vec<_>>(), [3, 2]);
        assert_eq!(map.position("b"), Some(1));
    }
}
