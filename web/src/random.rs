//! The process's randomness, in the shape in which the core asks for it.

use parasol_protocol::ids::rand_core::{CryptoRng, Error, RngCore};

use crate::port::Port;

/// Draws from the port.
pub(crate) struct PortRng<'a>(pub(crate) &'a dyn Port);

impl RngCore for PortRng<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill_random(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill_random(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_random(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.fill_random(bytes);
        Ok(())
    }
}

impl CryptoRng for PortRng<'_> {}
