//! Lists that are too long for one page: which page is shown, and the links to the ones before and after it. They are
//! plain links, and nothing but a number is in their address.

use serde::Deserialize;

use crate::language::Texts;

/// Which page of a list, as the address says it: counted from 1, as people count.
#[derive(Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    page: usize,
}

impl Which {
    /// Counted from 0.
    pub(crate) fn page(&self) -> usize {
        self.page.saturating_sub(1)
    }
}

/// The links below a list.
pub(crate) struct Pager {
    /// Where the reader is.
    pub(crate) place: String,
    /// Where the page before is.
    pub(crate) before: Option<String>,
    /// Where the next page is.
    pub(crate) next: Option<String>,
}

impl Pager {
    /// The links of a page (counted from 0) of so many; none where one page is all.
    pub(crate) fn new(t: Texts, path: &str, page: usize, pages: usize) -> Option<Self> {
        Self::with(t, &format!("{path}?"), page, pages)
    }

    /// The same for an address that says something else too: `/list?of=these&`.
    pub(crate) fn with(t: Texts, path: &str, page: usize, pages: usize) -> Option<Self> {
        let count = page.saturating_add(1);
        let address = |page: usize| format!("{path}page={page}");
        (pages > 1).then(|| Self {
            place: t.two("pager-page", &("page", &count.to_string()), &("pages", &pages.to_string())),
            before: (page > 0).then(|| address(page)),
            next: (count < pages).then(|| address(count.saturating_add(1))),
        })
    }
}
