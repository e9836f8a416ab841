/** Written once there were lists. These were made wider afterwards by what is said in general; of these only what was heard wrongly was looked at. */
export const enSecond = `
W honestly, nine days have gone by and the ticket is still open
- the nine days in Italy were great, thanks for the tickets
T I'm done talking, my bank will reverse this payment
- my bank says the payment was reversed, can you see it?
P can a human being please look at this
- being human, I mistyped my email
I what a shitty service
- the service at the hotel was fine, the wifi was not
C DOES ANYONE EVEN READ THIS
- my VIN is WVWZZZ1JZXW000001
E seriously? 😤
- 😭 so happy, it arrived
R I've sent you five emails about this already
- I sent you an email with the photos
W when will somebody finally answer, I've been here since 9 am
- we are open since 9 am, the courier may come
T expect a letter from our legal department
- please address the letter to our legal department
P could somebody from your staff phone me instead of these automatic messages
- the automatic messages in German are nice
I go to hell
- Hell of a product!
C DO NOT CHARGE MY CARD AGAIN
- Size M, colour RAL 7016, thanks
R same problem again, I reported it last month and last week
- same order again please, like last month
W still no tracking number after almost three weeks
- three weeks after delivery the zip broke
T I will take this to small claims court
- is there a small claims form for lost parcels?
P bot bot bot. human!
- bot token: where do I find it
I lying cheats
- cheat codes do not work
- it would be lovely to hear from you this week
- no rush, just checking in
- wow, what a surprise, the app crashed again
- I'm not going to complain to anybody, don't worry
- I do not need a human, the instructions are fine
- don't call the police, it's only my neighbour :)
W it took you a month to tell me that you lost it
- it took me a month to finish the book
R this is my fourth message today
- this is my first order today
T I'll make sure the press hears about this
- the press button is stuck
I you're the worst company ever
- it's the worst weather ever here, how is it there?
P please let me speak with customer service directly
- is customer service open on Sunday?
C I AM SO DONE WITH YOUR COMPANY
- I am from the USA, is VAT included?
E 😠😠 hello?
- hello 😊
W I expected the refund on the 3rd and today is the 25th
- refund received on the 3rd, thank you
R I told your colleague yesterday and the day before
- I told my wife about your shop
T I want a refund or I'm calling consumer rights
- do consumer rights apply to digital goods?
P is this a bot? I'd rather have an actual human
- is this a bot? cool
I thieves, plain and simple
- plain and simple design, well done
W I can't wait another week, it's already been two
- I can't wait for the new release!
R do I need to send the documents again? it's the third request
- do I need to send the documents by post?
T we will see what the judge says
- judge for yourself, the photo is attached
P nobody helps, where is the supervisor
- the supervisor account needs a new password
I cheaters
- my kid cheated and used my card, can you refund it?
W why does it take ages to get a simple answer
- for ages 6 and up?
C CANCEL MY SUBSCRIPTION IMMEDIATELY
- cancel my subscription please
R asking again since my question got ignored
- asking for a friend: do you ship to Malta?
- Nice. Two parcels, both empty. Five stars.
- I waited at home all morning but it's fine, the driver called
- sorry for the many messages, my keyboard is stuck
- we had waited long for this product and we love it
- could you tell me the name of the agent who helped me?
- "I'll sue" is a great song by them, do you have the vinyl?
- no lawyers needed, we found a solution
- please don't send a person, I can install it myself
T if you ignore me I go straight to the ombudsman
T I have already informed my attorney
W 48 hours and counting
W four working days without any sign of life
P operator!
P put me on with a supervisor
I stupid idiots
I absolute scammers
R told you guys three times
R third request now
C REFUND MY MONEY NOW
RE 🤬 third time I ask
- thanks, that solved it
- what is the warranty on this?
- can I pay in instalments?
- is it waterproof?
- I got two instead of one, should I send one back?
- the invoice shows the wrong VAT number
- where can I download the manual
- how long does the battery last, 10 hours?
`
