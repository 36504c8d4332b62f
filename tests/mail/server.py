"""A real mail server for the tests: aiosmtpd on a port of its own, with TLS, sign-in and a journal.

The one argument is a JSON object: certificate, key, security ("starttls" or "tls"), user, password, journal, control.
The first line on standard output is the port. Each mail that it confirms is a JSON line in the journal, written before
the confirmation leaves. The file `control` says what happens to the next mails: "accept", "refuse" (550), "later" (451),
or "silent" (everything is read and nothing is answered).
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

SETTINGS = json.loads(sys.argv[1])


def control():
    with open(SETTINGS["control"], encoding="utf-8") as file:
        return file.read().strip()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if control() == "refuse":
            return "550 no such mailbox here"
        if control() == "later":
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if control() == "silent":
            await asyncio.sleep(3600)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = {
            "id": mail["Message-ID"],
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": mail["Subject"],
            "headers": sorted(mail.keys()),
            "body": mail.get_content(),
            "hello": session.host_name,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "signed_in": session.authenticated,
            "ascii": envelope.content.isascii(),
        }
        with open(SETTINGS["journal"], "a", encoding="utf-8") as journal:
            journal.write(json.dumps(line) + "\n")
        return "250 taken"


def sign_in(server, session, envelope, mechanism, data):
    given = (data.login.decode(), data.password.decode())
    # Not "handled": the server itself says the 535.
    return AuthResult(success=given == (SETTINGS["user"], SETTINGS["password"]), handled=False)


async def main():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(SETTINGS["certificate"], SETTINGS["key"])
    starttls = SETTINGS["security"] == "starttls"

    def connection():
        return SMTP(
            Handler(),
            hostname="mail.example.org",
            tls_context=tls if starttls else None,
            require_starttls=starttls,
            auth_required=True,
            auth_require_tls=starttls,
            authenticator=sign_in,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=None if starttls else tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
