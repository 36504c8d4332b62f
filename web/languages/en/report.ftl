# The form of a report: what it asks once more, and what it makes of an answer.
report-when-line = When: { $words }
report-check-words = “{ $words }” – no date can be read from it; the team reads it as you wrote it.
report-unreadable-several = There is more than one number or address on this line. Write each on a line of its own; “Add another line” gives you more.
report-unreadable-empty = There is nothing here that can be read. Write it once more, or leave the line empty.
report-unreadable-short_number = That is a short number, such as those of emergency or information services. It belongs to nobody in particular: leave the line empty and name it in your text.
report-unreadable-hidden_number = A hidden number cannot be found again. Leave the line empty, and say in your text that the number was hidden.
report-unreadable-nothing_known = That is neither a phone number, an email address, a licence plate nor an online name. If it is a name, write it under “Names they use”; anything else you know goes under “Description”.
report-unreadable-handle_too_short = That is too short for an online name, which has at least 3 characters. If it is an email address, write it without spaces; if it is a name, write it under “Names they use”.
report-unreadable-handle_characters = An online name has only letters, digits, dots, dashes and underscores. If it is a first name or a surname, write it under “Names they use”.
report-unreadable-not_an_email = That is not a whole email address. It looks like name@example.org, without spaces.
report-ask-abroad = Is that right? A number from { $country }.
report-ask-too-short = A digit may be missing.
report-ask-too-long = There may be a digit too many.
report-ask-plate = Is that right? It is read as a licence plate. If it is a phone number, write it with digits only: a zero, not the letter O.
report-error-town = Which town is it? Choose one, or “None of these”.
report-urgent-now = If you are in danger now, do not wait for us to answer: call.
report-done-urgent = The team of { $name } looks at it first.
