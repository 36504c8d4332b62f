//! Which certificates are trusted: those that the system trusts, and those of a file that the settings name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a file with certificates.
const FILE_MAX: u64 = 256 * 1024;

/// The PEM file of a private certificate authority.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Everything that the system trusts, and what the file holds, for HTTPS.
///
/// # Errors
/// When the file cannot be read or holds no certificate.
pub(super) fn all(ca_file: Option<&Path>) -> io::Result<Vec<ureq::tls::Certificate<'static>>> {
    let system = rustls_native_certs::load_native_certs().certs;
    let mut certificates: Vec<_> =
        system.iter().map(|der| ureq::tls::Certificate::from_der(der).to_owned()).collect();
    if let Some(path) = ca_file {
        let own = pem(&read(path)?);
        if own.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it holds no certificate"));
        }
        certificates.extend(own);
    }
    Ok(certificates)
}

fn pem(bytes: &[u8]) -> Vec<ureq::tls::Certificate<'static>> {
    let items = ureq::tls::parse_pem(bytes).filter_map(Result::ok);
    items
        .filter_map(|item| match item {
            ureq::tls::PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect()
}
