//! Writes of sponsors, and of those whom they brought.

use parasol_tests::{Client, Role};
use serde_json::{Value, json};

use super::each::{ANOTHER, House, Kind, Person, Write, together};

/// They.
pub(super) const KINDS: &[Kind] = &[code, cancelled, registered, asked, confirmed, declined, cut, taken_off];

/// The list of somebody who sponsors.
fn sponsorship(client: &Client) -> Value {
    client.get("/api/v1/sponsorship").expect(200).json()
}

/// The states of her lines.
fn lines(client: &Client) -> Vec<String> {
    let list = sponsorship(client);
    list["lines"].as_array().unwrap().iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect()
}

/// Somebody new registers with a code or an address; the body, her name and her contact.
fn newcomer(house: &House, sponsor: &str) -> (Value, String, String) {
    let name = format!("newcomer {}", house.count());
    let contact = format!("contact{}@example.org", house.count());
    let body =
        json!({"work_name": name, "contact": contact, "sponsor": sponsor, "password": ANOTHER, "terms": 1});
    (body, name, contact)
}

fn issue(sponsor: &Person) -> String {
    let body = json!({"label": "somebody"});
    sponsor.client.post("/api/v1/sponsorship/codes", &body).expect(201).word("/code")
}

fn code(house: &House) -> Write {
    let sponsor = house.person(Role::Partner);
    let path = "/api/v1/sponsorship/codes";
    Write::new(&sponsor.client.clone(), "POST", path, "code_issued", move |house, told| {
        let list = sponsorship(&sponsor.client);
        let left = |key: &str| list[key].as_u64().unwrap();
        let made = together([
            ("it is on her list", lines(&sponsor.client) == ["open"]),
            ("it counts", left("left") + 1 == left("most")),
        ]);
        if let Some(told) = told {
            let (body, ..) = newcomer(house, &told.word("/code"));
            let _ = house.node.visitor().post("/api/v1/registration", &body).expect(201);
        }
        made
    })
    .json(&json!({"label": "somebody"}))
}

fn cancelled(house: &House) -> Write {
    let sponsor = house.person(Role::Partner);
    let code = issue(&sponsor);
    let id = sponsorship(&sponsor.client)["lines"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/sponsorship/codes/{id}");
    Write::new(&sponsor.client.clone(), "DELETE", path, "code_cancelled", move |house, _| {
        let gone = lines(&sponsor.client).is_empty();
        if gone {
            let (body, ..) = newcomer(house, &code);
            let refused = house.node.visitor().post("/api/v1/registration", &body).expect(400);
            assert_eq!(refused.problem(), "code_refused", "what was ended stays ended");
        }
        gone
    })
}

fn registered(house: &House) -> Write {
    let sponsor = house.person(Role::Partner);
    let (body, name, contact) = newcomer(house, &issue(&sponsor));
    let visitor = house.node.visitor();
    Write::new(&visitor, "POST", "/api/v1/registration", "member_registered", move |house, _| {
        let state = lines(&sponsor.client);
        let done = together([
            ("she can sign in", house.sign_in(&name, ANOTHER).is_ok()),
            ("the code is used, and she is on the list", state == ["sponsored"]),
            ("the code is not open", state != ["open"]),
        ]);
        if done {
            let _ = house.until_sent(&contact);
        } else {
            assert_eq!(house.sent(&contact), None, "nobody is written to who has not registered");
        }
        done
    })
    .json(&body)
}

/// A partner with a confirmed e-mail address.
fn with_address(house: &House) -> (Person, String) {
    let sponsor = house.person(Role::Partner);
    let _ =
        sponsor.client.post("/api/v1/account/opening", &json!({"password": sponsor.password})).expect(200);
    let address = format!("sponsor{}@example.org", house.count());
    let body = json!({"place": 0, "contact": address});
    let _ = sponsor.client.post("/api/v1/account/contacts", &body).expect(202);
    let body = json!({"code": house.until_sent(&address)});
    let _ = sponsor.client.post("/api/v1/account/contacts/confirmation", &body).expect(204);
    (sponsor, address)
}

/// The requests that a sponsor sees: the id of the first, if there is one.
fn request(sponsor: &Client) -> Option<String> {
    sponsorship(sponsor)["requests"][0]["id"].as_str().map(str::to_owned)
}

/// A newcomer who waits for her sponsor: the sponsor, the request's id, the name under which she signs in.
fn waiting(house: &House) -> (Person, String, String) {
    let (sponsor, address) = with_address(house);
    let (body, ..) = newcomer(house, &address);
    let taken = house.node.visitor().post("/api/v1/registration", &body).expect(201);
    let id = parasol_tests::until_some("the sponsor is asked", || request(&sponsor.client));
    (sponsor, id, taken.word("/work_name"))
}

fn asked(house: &House) -> Write {
    let (sponsor, address) = with_address(house);
    let (body, ..) = newcomer(house, &address);
    let visitor = house.node.visitor();
    let path = "/api/v1/registration";
    Write::new(&visitor, "POST", path, "sponsor_asked", move |_, _| request(&sponsor.client).is_some())
        .json(&body)
}

fn confirmed(house: &House) -> Write {
    let (sponsor, id, name) = waiting(house);
    let path = format!("/api/v1/sponsorship/requests/{id}/confirm");
    Write::new(&sponsor.client.clone(), "POST", path, "member_confirmed", move |house, _| {
        together([
            ("she can sign in", house.sign_in(&name, ANOTHER).is_ok()),
            ("she is on the list", lines(&sponsor.client) == ["sponsored"]),
            ("she waits no more", request(&sponsor.client).is_none()),
        ])
    })
    .json(&json!({"label": "somebody"}))
}

fn declined(house: &House) -> Write {
    let (sponsor, id, name) = waiting(house);
    let path = format!("/api/v1/sponsorship/requests/{id}/decline");
    Write::new(&sponsor.client.clone(), "POST", path, "member_declined", move |house, _| {
        assert!(house.sign_in(&name, ANOTHER).is_err(), "nobody has confirmed her");
        request(&sponsor.client).is_none()
    })
}

/// Somebody whom a partner brought, signed in, with her id.
fn brought(house: &House) -> (Person, Client, String) {
    let sponsor = house.person(Role::Partner);
    let (body, name, _) = newcomer(house, &issue(&sponsor));
    let _ = house.node.visitor().post("/api/v1/registration", &body).expect(201);
    let found = house.admin.post("/api/v1/members/search", &json!({"name": name})).expect(200);
    let id = found.word("/members/0/id");
    (sponsor, house.sign_in(&name, ANOTHER).unwrap(), id)
}

fn cut(house: &House) -> Write {
    let (sponsor, client, id) = brought(house);
    let path = "/api/v1/sponsorship/link";
    Write::new(&client.clone(), "DELETE", path, "sponsor_link_cut", move |house, _| {
        assert_eq!(lines(&sponsor.client), ["sponsored"], "the sponsor does not notice");
        together([
            ("nobody sponsors her", sponsorship(&client).get("sponsored_since").is_none()),
            ("an admin sees it", house.member(&id)["cut"] == true),
        ])
    })
}

fn taken_off(house: &House) -> Write {
    let (sponsor, client, id) = brought(house);
    let line = sponsorship(&sponsor.client)["lines"][0]["id"].as_str().unwrap().to_owned();
    // Only the page has this.
    let browser = house.node.browser_of(&sponsor.name, &sponsor.password);
    let token = browser.get("/sponsor").expect(200).csrf();
    let fields = format!("csrf={token}&do=remove&id={line}");
    Write::new(&browser, "POST", "/sponsor", "sponsor_line_removed", move |house, _| {
        assert!(!house.member(&id).is_null(), "she keeps her account");
        assert_eq!(client.get("/api/v1/account").status, 200, "she keeps her session");
        lines(&sponsor.client).is_empty()
    })
    .form(&fields)
}
