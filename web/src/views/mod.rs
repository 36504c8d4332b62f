//! What the templates show, as plain data. Handlers fill it from what the core tells; tests fill it with samples.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod alert;
pub(crate) mod beside;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod circle;
pub(crate) mod contest;
pub(crate) mod desk;
pub(crate) mod hold;
pub(crate) mod messages;
pub(crate) mod own_account;
pub(crate) mod people;
pub(crate) mod privacy;
pub(crate) mod queue;
pub(crate) mod register;
pub(crate) mod report;
pub(crate) mod sessions;
pub(crate) mod sponsor;
pub(crate) mod thread;

#[cfg(test)]
mod account_samples;
#[cfg(test)]
mod beside_samples;
#[cfg(test)]
mod case_samples;
#[cfg(test)]
mod check_samples;
#[cfg(test)]
mod circle_samples;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod contest_samples;
#[cfg(test)]
mod desk_samples;
#[cfg(test)]
mod first_samples;
#[cfg(test)]
mod message_samples;
#[cfg(test)]
mod people_samples;
#[cfg(test)]
mod privacy_samples;
#[cfg(test)]
mod queue_samples;
#[cfg(test)]
mod sessions_samples;
#[cfg(test)]
mod sponsor_samples;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod thread_samples;
