//! What a holder says on `/parasol/eval/1`.

use futures::{AsyncReadExt, AsyncWriteExt};
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{self, Ask, Class};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::ids::CircleId;
use rand_core::OsRng;

use super::stage::{Client, House, link, soon};
use crate::network::gate::Protocol;

fn question(circle: CircleId, charter: u64) -> Question {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (_, elements) = evaluation::blind([&phone], &mut OsRng).unwrap();
    Question::new(&Ask { circle, epoch: 1, class: Class::Check, elements }, charter)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_answers_members_and_says_why_it_does_not_evaluate() {
    let (jasmine, brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    let circle = link(&jasmine, &brussels).await;
    let holders = brussels.network().holders().unwrap();
    let ask = |question| soon("a reply", holders.ask(jasmine.organisation(), question));
    // With t = 1 everybody holds the whole key, and nobody may ask anything of another.
    let refused = ask(question(circle, 2)).await;
    assert!(matches!(refused, Some(Reply::Quota(Class::Check, _))), "{refused:?}");
    assert_eq!(ask(question(circle, 9)).await, Some(Reply::Behind(3)));
    assert_eq!(ask(question(CircleId::new([9; 16]), 2)).await, Some(Reply::NotAMember));
    assert_eq!(ask(Question { epoch: 7, ..question(circle, 2) }).await, Some(Reply::NoKey));
    let nobody = holders.ask(brussels.organisation(), question(circle, 2));
    assert_eq!(soon("nobody to ask", nobody).await, None);
}

/// A holder hears a few at a time; the others wait for their turn, and none is lost.
#[tokio::test(flavor = "multi_thread")]
async fn many_questions_at_one_instant_are_all_answered() {
    let (jasmine, brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    let circle = link(&jasmine, &brussels).await;
    let holders = brussels.network().holders().unwrap();
    let asked = (0..120).map(|_| holders.ask(jasmine.organisation(), question(circle, 9)));
    let replies = soon("all replies", futures::future::join_all(asked)).await;
    assert!(replies.iter().all(|reply| *reply == Some(Reply::Behind(3))), "{replies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_malformed_and_what_is_too_long_is_not_read() {
    let (jasmine, mut brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    let client = Client::connect(brussels.node.identity().secret(), &jasmine, "tcp").await;
    for (frame, expected) in [(vec![0xff; 100], Some(Reply::Malformed)), (vec![0; 2_049], None)] {
        let mut stream = client.open(Protocol::Eval).await.unwrap();
        let length = u32::try_from(frame.len()).unwrap().to_be_bytes();
        stream.write_all(&[&length, &frame[..]].concat()).await.unwrap();
        stream.flush().await.unwrap();
        let mut heard = Vec::new();
        // A stream that is not read any more ends with or without an error.
        let _ = soon("an answer or the end", async {
            stream.close().await.ok();
            stream.read_to_end(&mut heard).await
        })
        .await;
        let reply = heard.get(4..).filter(|reply| !reply.is_empty());
        assert_eq!(reply.map(|reply| Reply::from_bytes(reply).unwrap()), expected);
    }
}
