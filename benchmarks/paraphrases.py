# ruff: noqa: E501 - a passage and its question read better in one line
"""What small bots know, each with a question that shares hardly a word with it, and what they do not know.

The sets of the test data ask in the words of the passage. Visitors do not.
"""

from __future__ import annotations

from docent.model import Chunk, chunk_id

_BOTS = {
    "faq": """Refunds are issued to the original payment method within five business days.|How do I get my money back?
Parcels leave our warehouse in the morning and arrive within nine working days.|When will my order be delivered?
Members may terminate their subscription at the end of each calendar month.|How can I cancel my membership?
Passwords can be reset from the sign-in page by choosing "Forgot password".|I can't log in any more, what now?
The swimming pool is open from 6 am to 10 pm, and lifeguards are on duty at weekends.|When can I go for a swim?
Pets are welcome on the terrace but not inside the restaurant.|Can I bring my dog?
Employees are entitled to 25 days of annual leave.|How much vacation do I get?
The appliance has a two-year guarantee against manufacturing faults.|What is the warranty period?
Children under six travel without charge when accompanied by an adult.|Do kids pay for a ticket?
We accept Visa, Mastercard and bank transfer.|Can I pay by credit card?
Luggage may not exceed 23 kilograms; heavier bags incur a surcharge.|How heavy can my suitcase be?
Wireless internet is available in all rooms at no extra cost.|Do you have wifi?
Vegetarian and vegan dishes are marked with a leaf on the menu.|Is there food for people who don't eat meat?
Checkout is at 11 am; late departure can be arranged at the front desk.|What time do I have to leave my room?
Vehicles may be left in the underground garage for 15 euros per night.|Where can I park my car?
The laboratory must be vacated when the alarm sounds.|What do I do in case of fire?
|Do you sell gift cards?
|Who is the manager of the company?
|Can I smoke on the balcony?
|Do you have a branch in Chicago?
|How do I apply for a job?
|Is there a student discount?
|Can I get a haircut here?
|What languages do you teach?
|How tall is the building?
|Do you repair phones?""",
    "clinic": """Appointments may be rescheduled up to 24 hours beforehand.|Can I move my visit to another day?
Our practice is closed on public holidays.|Are you open at Christmas?
Prescriptions are renewed at the reception desk without seeing a physician.|How do I get more of my medicine?
Patients over 65 receive the influenza vaccine at no charge.|Do old people have to pay for a flu shot?
Dr Moreau treats infants and toddlers.|Who looks after babies?
Blood is drawn between 7 and 9 in the morning on an empty stomach.|When should I come for a lab test?
An interpreter can be booked for deaf people.|Do you offer sign language?
The entrance has a ramp and the lift reaches every floor.|Can I get in with a wheelchair?
Fees are billed directly to your insurer.|Who pays for the treatment?
Results are sent by letter within one week.|How long do I wait for my test to come back?
Unattended consultations are invoiced at 40 dollars.|What happens if I don't show up?
In an emergency outside office hours, dial 112.|Whom do I call at night when it is urgent?
Physiotherapy is offered in the annex across the street.|Where can I have my back pain treated?
Medical records can be handed over to another surgery upon written consent.|I am changing doctors, can you send them my file?
Face coverings are compulsory in the waiting area.|Do I need to wear a mask?
Sick notes are only written after an examination.|Can I get a doctor's certificate for my boss over the phone?
|Do you treat animals?
|Can you whiten my teeth?
|What is the name of the head nurse?
|Is there a cafeteria?
|Do you perform heart transplants?
|How many beds do you have?
|Can I donate plasma here?
|Do you prescribe glasses?
|When was the practice founded?
|Do you sell shampoo?""",
    "software": """Invoices are emailed on the first of each month to the billing contact.|When do I receive my bill?
Seats can be added at any moment and are charged proportionally.|How do I invite more colleagues?
Data is stored in Frankfurt and never leaves the European Union.|Where are my files kept?
Backups are kept for 30 days, after which they are erased.|How long can I restore deleted stuff?
The trial lasts two weeks and needs no card.|Can I try it for free?
Two-factor authentication is switched on under Security.|How do I make my account safer?
Exports are available as CSV and JSON.|Can I download everything into Excel?
Charities pay half of the list price.|Is there a discount for non-profits?
The mobile application requires Android 12 or iOS 16.|Does it run on my old phone?
Tickets are answered within one business day, around the clock for Enterprise customers.|How quickly does support respond?
Downgrading takes effect at the end of the billing period.|When can I switch to a cheaper plan?
Administrators can revoke a user's permissions instantly.|How do I kick somebody out?
The interface has been translated into French, German and Japanese.|Which languages does it speak?
Planned maintenance takes place on Sunday nights.|Why is the site down at the weekend?
Uploads are limited to 2 gigabytes each.|What is the biggest file I can send?
Dark colours can be chosen in the display preferences.|How do I change the theme at night?
|Who are your investors?
|Do you make video games?
|Can I pay in bitcoin?
|Does it work with my printer?
|Where is your office in London?
|Can it transcribe my meetings?
|Are you hiring engineers?
|What is your favourite colour?
|Do you host websites?
|Is the source code public?""",
}  # fmt: skip
_UNSEEN = {
    "museum": """Admission is waived on the first Sunday of every month.|Which day can I get in for nothing?
Photography is permitted as long as no flash is used.|May I take pictures?
Backpacks must be deposited in the lockers beside the entrance hall.|Where do I leave my bag?
Guided tours for school classes need a reservation three weeks ahead.|How early must a teacher book?
The collection of dinosaur skeletons occupies the third floor.|Where are the T. rex bones?
The gift shop ships catalogues worldwide.|Will you mail me a book abroad?
Strollers can be borrowed at the ticket counter.|Do you lend buggies for toddlers?
Food and beverages are prohibited in the exhibition halls.|Am I allowed to eat in there?
The last entry is 45 minutes before closing.|How late can I still come in?
Volunteers assist visitors with impaired vision.|Is there help for the blind?
Season passes are transferable within a family.|Can my wife use my annual card?
The restoration of the east wing will be completed next spring.|When will the building work be over?
Donations are tax deductible.|Can I write off money I give you?
Concerts take place in the courtyard on summer evenings.|Is there live music?
The nearest tram stop is Harbour Bridge, served by lines 4 and 9.|How do I get there by public transport?
Lost property is kept for six months.|I forgot my umbrella yesterday, do you still have it?
|Who designed your logo?
|Can I get married in the museum?
|Do you buy old coins?
|How many people work for you?
|Is there a cinema nearby?
|Do you teach pottery?
|What was the most expensive painting ever sold?
|Do you have a branch in Spain?
|How do I become a curator?
|Can I charge my electric car?""",
}  # fmt: skip


def bots(*, unseen: bool = False) -> list[tuple[list[Chunk], list[tuple[str, str]]]]:
    """Of each bot its passages, and its questions with the document that answers; none where nothing does.

    `unseen`: the one that no constant of Docent was chosen on.
    """
    chosen = _UNSEEN if unseen else _BOTS
    return [_bot(name, lines.split("\n")) for name, lines in chosen.items()]


def _bot(name: str, lines: list[str]) -> tuple[list[Chunk], list[tuple[str, str]]]:
    chunks, asked = [], []
    for at, (text, _, question) in enumerate(line.partition("|") for line in lines):
        document_id = f"{name}-{at}" if text else ""
        asked.append((question, document_id))
        if text:
            chunks.append(
                Chunk(chunk_id(document_id, "v", 0), document_id, document_id, 0, text, 0, end=len(text))
            )
    return chunks, asked
