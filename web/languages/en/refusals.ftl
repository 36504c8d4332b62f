# What the node answers when it refuses. Shown on pages and as the API's `detail`.
refusal-not_signed_in = Please sign in first.
refusal-wrong_credentials = The username or the password is not right.
refusal-suspended = This account is suspended. Talk to the team.
refusal-forbidden = Your account may not do this.
refusal-not_found = There is nothing here. It may have been taken back.
refusal-wrong_state = This has changed meanwhile. Reload the page and look again.
refusal-consent_missing = The person who reported did not agree to this.
refusal-identifier_unreadable = One of the numbers or addresses could not be read.
refusal-too_long = That is too long. { $max } characters at most.
refusal-invalid = This cannot be read. Please check it.
refusal-over_quota = You have used all your checks for now. Nothing was checked.
refusal-last_admin = This is the last administrator. Name another one first.
refusal-code_refused = This code is not valid: it was used, has expired, or has a typing mistake.
refusal-taken = This name is taken. Please choose another one.
refusal-busy = The site is very busy. Nothing was saved. Please try again in a minute.
refusal-storage = Something went wrong on our side. Nothing was saved. Please try again.

# What the API adds to them.
problem-bad_request = The request is not understood: { $reason }.
problem-not_json = The body must be JSON, with the header Content-Type: application/json.
problem-missing_field = the field “{ $field }” is missing
problem-wrong_type = the field “{ $field }” has the wrong type or an unknown value
problem-not_object = the body is not a JSON object
problem-syntax = the body is not valid JSON
problem-not_found = There is nothing at this address.
problem-method_not_allowed = This address does not take that method.
problem-too_large = The body is too large.
problem-internal = Something went wrong on our side. Please try again.

# Why an identifier could not be read: what to do about it.
unreadable-empty = Type a phone number, an e-mail address, a licence plate or an online name.
unreadable-too_long = That is too long. Type only the number, the address, the plate or the name.
unreadable-short_number = That is a short number, such as those of emergency or information services. It belongs to nobody in particular; look up a full phone number.
unreadable-hidden_number = The caller hid the number, so it cannot be checked. If you feel unsure, do not pick up; ask the person to write to you.
unreadable-number_too_short = This phone number is too short. Check that you copied all of it, with its first digits.
unreadable-number_too_long = This phone number is too long. Type one number and nothing else.
unreadable-unknown_calling_code = No country has this calling code. Check the digits after the plus sign or the 00.
unreadable-not_a_phone = That is not a whole phone number. Type it as your phone shows it, for example 06 39 98 41 57 or +33 6 39 98 41 57.
unreadable-not_an_email = That is not a whole e-mail address. It looks like name@example.org.
unreadable-email_too_long = That is too long for an e-mail address. Type only the address.
unreadable-plate_too_short = That is too short for a licence plate. Type all its letters and digits.
unreadable-plate_too_long = That is too long for a licence plate. Type only the plate.
unreadable-handle_too_short = That is too short for an online name. Type the whole name, at least 3 characters.
unreadable-handle_too_long = That is too long for an online name. Type only the name, or paste the link to the profile.
unreadable-handle_characters = An online name has only letters, digits, dots, dashes and underscores. Type it as the address of the profile shows it.
unreadable-not_a_profile = This link does not lead to a profile with a name. Open the profile and paste its name.
unreadable-several = That is more than one number or address. Check them one at a time, so that each gets its own answer.
unreadable-nothing_known = That is neither a phone number, an e-mail address, a licence plate nor an online name. First names and descriptions have their own tab.
invalid-empty = Please fill in at least one field, whichever you like.
invalid-needs_alert = To share it abroad, also agree to share it as an alert.
invalid-police = A report about police or military is never shared abroad.
invalid-unknown_word = This word is not in the list.
invalid-too_short = That is too short.
invalid-too_many_readings = This can be read in too many ways. Type it with its country code.
invalid-happened_on = Write a month such as 2026-11, or a day such as 2026-11-21.
invalid-other = This cannot be taken. Please check it.
