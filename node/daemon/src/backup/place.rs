//! Where a restore happens: a folder inside the bare data directory, whose files move out when all of them are right. The
//! key moves last; a directory without one holds no node.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::make::sync_folder;
use crate::data::DataDir;
use crate::failure::Failure;

/// Where the files of a restore lie until all of them are right; with it and without a key, the directory is no node's.
pub(crate) const RESTORING: &str = "restoring";
/// Moved last: with it, the directory is a node's.
const KEY: &str = "store.key";
/// What a restore may have moved before it was killed.
const FILES: [&str; 4] = ["parasol.redb", "keyring", "erasures", "config.toml"];
/// What a file system of its own has at its top.
const NOT_OURS: &str = "lost+found";

/// A restore under way. Dropped before [`Place::settle`], it leaves the directory as it was.
pub(super) struct Place {
    data: PathBuf,
    made: bool,
    settled: bool,
}

impl Place {
    /// Takes a directory that is bare, not there at all, or left by a restore that was killed.
    pub(super) fn take(data: &DataDir) -> Result<Self, Failure> {
        let path = data.path();
        let made = !path.exists();
        Self::prepare(path).map_err(|error| unusable(path, &error))?;
        if let Some(found) = first_entry(path).map_err(|error| unusable(path, &error))? {
            return Err(Failure::refused(
                "not_empty",
                format!(
                    "{} is not empty (it has {found}); restore into a new directory with --data DIR",
                    path.display()
                ),
            ));
        }
        let folder = path.join(RESTORING);
        DirBuilder::new().mode(0o700).create(folder).map_err(|error| unusable(path, &error))?;
        Ok(Self { data: path.to_owned(), made, settled: false })
    }

    /// Makes the directory; what a killed restore left in it is cleared away.
    fn prepare(path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let was_killed = path.join(RESTORING).is_dir() && !path.join(KEY).exists();
        if was_killed { clear(path) } else { Ok(()) }
    }

    /// Where the files are put together.
    pub(super) fn folder(&self) -> PathBuf {
        self.data.join(RESTORING)
    }

    /// Makes the directory a node's.
    pub(super) fn settle(mut self) -> Result<(), Failure> {
        let moved = self.move_files();
        self.settled = moved.is_ok();
        moved.map_err(|error| unusable(&self.data, &error))
    }

    fn move_files(&self) -> io::Result<()> {
        let folder = self.folder();
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let name = entry?.file_name();
            fs::File::open(folder.join(&name))?.sync_all()?;
            if name != KEY {
                names.push(name);
            }
        }
        for name in names {
            fs::rename(folder.join(&name), self.data.join(&name))?;
        }
        sync_folder(&folder)?;
        fs::rename(folder.join(KEY), self.data.join(KEY))?;
        sync_folder(&folder)?;
        fs::remove_dir(&folder)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        // What cannot be cleared now is cleared by the next restore; without a key it is no node.
        let _ = clear(&self.data);
        if self.made {
            let _ = fs::remove_dir(&self.data);
        }
    }
}

fn first_entry(data: &Path) -> io::Result<Option<String>> {
    for entry in fs::read_dir(data)? {
        let name = entry?.file_name();
        if name != NOT_OURS {
            return Ok(Some(name.to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}

/// Only for a directory that a restore has taken: it was bare then.
fn clear(data: &Path) -> io::Result<()> {
    for name in FILES {
        match fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir_all(data.join(RESTORING))
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::refused("data_directory", format!("data directory {}: {error}", path.display()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    fn entries(path: &Path) -> Vec<String> {
        let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }

    #[test]
    fn what_fails_leaves_the_directory_as_it_was() {
        let home = tempfile::tempdir().unwrap();
        let new = DataDir::new(home.path().join("new"));
        drop(Place::take(&new).unwrap());
        assert!(!new.path().exists(), "it was not there before");
        let bare = DataDir::new(home.path().join("bare"));
        fs::create_dir(bare.path()).unwrap();
        let place = Place::take(&bare).unwrap();
        fs::write(place.folder().join("parasol.redb"), "half").unwrap();
        drop(place);
        assert_eq!(entries(bare.path()), [""; 0]);
    }

    #[test]
    fn somebody_elses_files_are_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("parasol.redb"), "a node's").unwrap();
        let refused = Place::take(&DataDir::new(home.path())).err().unwrap();
        assert_eq!(refused.code, "not_empty");
        assert_eq!(entries(home.path()), ["parasol.redb"]);
    }

    #[test]
    fn what_a_killed_restore_left_is_no_node_and_is_taken_over() {
        let home = tempfile::tempdir().unwrap();
        let data = DataDir::new(home.path());
        fs::create_dir(home.path().join(RESTORING)).unwrap();
        fs::write(home.path().join(RESTORING).join(KEY), "key").unwrap();
        fs::write(home.path().join("parasol.redb"), "half").unwrap();
        assert!(!data.is_initialised());
        let place = Place::take(&data).unwrap();
        assert_eq!(entries(home.path()), [RESTORING]);
        fs::write(place.folder().join("keyring"), "keys").unwrap();
        fs::write(place.folder().join(KEY), "key").unwrap();
        place.settle().unwrap();
        let mut found = entries(home.path());
        found.sort();
        assert_eq!(found, ["keyring", KEY]);
        assert!(data.is_initialised());
    }
}
