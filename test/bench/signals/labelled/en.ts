/** Signals, by their letters in quality.ts, and a message that has them; the lists were made with these before them. */
export const en = `
- Hi, where can I change my delivery address?
W I have been waiting for two weeks now and nothing arrived
T If this is not fixed today I will call my lawyer
- My lawyer needs a copy of the invoice for his own purchase, can you send it?
P Can I talk to a human please
- I work as an operator at a factory, do you ship to business addresses?
I You are complete idiots
- I feel like an idiot, I entered the wrong code myself
C WHERE IS MY ORDER YOU PROMISED IT YESTERDAY
- My order number is ABC-DEF-GHIJ 4411
E still nothing 😡
- thank you so much 😂😂
R This is the third time I am writing to you about this
- This is the first time I write here, so sorry if it is the wrong place
- Great, broken again. Just what I needed.
- Could you please take a look when you have a minute? No hurry at all.
W It's been 5 days and no reply from you
- Delivery takes 5 days, right?
T I'm going to dispute the charge with my bank
- What is your dispute process for damaged goods?
P I want to speak to a real person, not a bot
- Is there a person who can sign for the parcel at the hotel?
I this is a scam and you are thieves
- Is this email a scam or is it really from you?
C PLEASE ANSWER ME RIGHT NOW
- The error says ERR_CONNECTION_REFUSED
E 🤬🤬🤬
- lol 😅 my bad
R I already wrote to you twice and nobody answered
- I already wrote a review, where can I see it?
W Still waiting since Monday
- I am waiting at the pick-up point, which code do I show?
T I will report you to the police
- I reported the theft to the police, do you need the report for insurance?
P agent please
- My travel agent booked this, can he also change it?
I your service is garbage
- How do I take the garbage bag out of the vacuum cleaner?
C THIS IS RIDICULOUS, FIX IT
- I have an SSD and an HDD, which NAS fits?
- I do not want to sue anybody, I just want my parcel
- I am not angry, I only want to understand what happened
T see you in court
- The parcel should go to Court Street 5
W a whole week without an answer, seriously?
- I will be away for a whole week, please hold the parcel
R How many times do I have to explain the same thing?
- How many times a day should I take it?
P connect me with an operator
- My mobile operator blocks your SMS
I what a bunch of morons
- He wrote to me "you are morons", how do I report that user?
T I'll go to consumer protection with this
- Do you have a consumer protection plan for laptops?
E I can't believe this 😠
- It arrived, love it ❤️
W I've waited more than an hour for the courier to show up
- The course lasts more than an hour, can I pause it?
R Again me. You still have not solved it
- Can I order again the same thing?
- Oh wonderful, another update that fixes nothing
- Sorry to bother you, any news about my return?
C I WANT MY MONEY BACK
- Is it OK in size XL or XXL?
T chargeback is my next step
- I see a chargeback fee in my merchant account, what is it?
P Is anybody there? I need a human
- Human resources asked me for the receipt
I you incompetent clowns lost my parcel
- I bought the clown costume, it is too small
W three days and still no answer
- I need it in three days, is express possible?
R I've contacted you four times already
- I contacted the seller and he told me to ask you
T You will hear from my attorney
- My attorney said everything is fine, thanks for the documents
P let me talk to your manager
- I am the office manager and want to order 20 chairs
I liars, all of you
- I do not think you are liars, but the page says something else
C STOP SENDING ME THESE MESSAGES
- NASA and ESA patches, are they in stock?
E 👿 answer me
- 🎉 just got my discount
W been on hold for 40 minutes
- Please put my subscription on hold for 40 days
R For the second time: my name is spelled with a K
- For the second item please use the other address
T I will leave a complaint with the trading standards
- Where can I leave a complaint about the smell in the shop?
P stop with the bot answers, give me someone real
- Do you sell a bot for Discord?
I useless support
- The old cable is useless now, can I recycle it with you?
- Thanks for nothing, works like a charm (it does not)
- Good morning! Could you tell me when the store opens?
W My refund has been pending for 3 weeks
- The warranty is valid for 3 years, correct?
T this is fraud and I am filing a police report
- How do you protect me against fraud?
R why do I have to repeat myself every time
- Does the alarm repeat every day?
- My son says the game is sick, how do I gift it?
C WHY DID YOU CHARGE ME TWICE
- I got the PDF, thanks
W waiting for a reply since last Friday
- The sale started last Friday, is it still on?
P I don't want a chatbot. Get me a person
- The chatbot helped me, thank you
I are you stupid or what
- This may be a stupid question, but where is the button?
T my solicitor will be in touch
- Can the solicitor's firm get a volume discount?
E worst day ever 😡😡
- 😴 too tired today, will send the photo tomorrow
R as I said in my previous three messages, the box was empty
- As I said, blue please
- I was told it takes a few days, that is fine with me
- Never mind, found it
W Nobody has replied to me in 10 days
- My trial ends in 10 days, how do I cancel?
T I'm taking legal action
- Do you have legal documents for the device in German?
P could you transfer me to a supervisor
- Could you transfer my account to a new phone?
I you people are a joke
- Nice joke in the newsletter :)
C HELLO??? ANYONE??? ANSWER
- Please send it to ANNA MUELLER, Berlin
W TWO MONTHS!!! Two months I wait for a pair of shoes
- Two months ago I bought a pair of shoes, now I want the same in red
- No offence meant, but the manual is hard to read
- You are not idiots, I know it is the carrier
- I never said I would sue you
T I shall sue you if the money is not back by Friday
- Sue from your team was very helpful
P I want a human operator now
- Are the photos of a real person or generated?
I shame on you, crooks
- The picture frame is crooked
R nobody answered my last two emails
- Did you get my email?
W ordered on the 2nd, it is the 20th and I am still waiting
- ordered on the 2nd, when will it come?
E 💢 fix the app
- 🔥 great product
T contacting the ombudsman tomorrow
- What is an ombudsman, your terms mention it?
C ABSOLUTELY UNACCEPTABLE SERVICE
- Model QX-500 PRO MAX, does the cover fit?
P call me, I need to speak with someone
- Can someone tell me the opening hours?
I pathetic company
- My sympathetic neighbour took the parcel, all good
- "We will sue you" is what the other shop wrote to me, can I buy here instead?
- > I want to talk to a human
- Is the waiting room open at 8?
W No response for over a week now
- I was in hospital for over a week and could not return it in time
R I keep writing and writing and get no answer
- I keep getting the newsletter twice
T I will post this everywhere and inform the authorities
- Do I have to inform the authorities when I import it?
P please escalate this to a manager
- Please tell the manager that the staff was lovely
I damn idiots, you sent the wrong one again
- Damn, that was fast! Thank you
C NOT ACCEPTABLE! GIVE ME MY REFUND
- FYI the link on your FAQ page is broken
W how much longer do I have to wait? it's the 4th day
- on the 4th day of the course the video is missing
- Nothing works today, my coffee machine included :)
- Yeah right, "fast delivery"
- I'd be grateful for a quick answer, my flight is tomorrow
T I want to press charges
- The battery no longer charges
R I've explained this 3 times to three different colleagues of yours
- I've read the manual 3 times and do not get step four
P real human please
- Is the wig made of real human hair?
I dumb bot, stupid company
- My phone is dumb, does the SMS code work on it?
E 🖕
- 👍
W 6 weeks, no refund, no message
- Six weeks of summer school, is there a discount?
WI it has been a month, you thieves
TC I WILL CALL THE POLICE
RP I wrote three times already, let me speak to a human
WE two weeks of waiting 😡
IC YOU ARE LIARS AND THIEVES
WT I have waited 14 days, next step is my lawyer
RW I asked on Monday, I asked on Wednesday, a week passed and no answer
PE get me a real person 🤬
- Okay
- How do I reset my password?
- The courier was very polite, please tell him
- I am still thinking about which one to take
- It took a week but it is beautiful
- My kid is waiting for it impatiently, haha
- Which court shoes do you recommend?
- I'd like to file my tax, is there an invoice?
- Could you check again? No worries if not
- My account was hacked by criminals, please lock it
`
