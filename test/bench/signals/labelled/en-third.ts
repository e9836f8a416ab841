/** Not what the lists were made by: nothing was put into them for these. */
export const enThird = `
R I sent you four mails about the broken zip and got not one line back
- I sent you the photos in four mails because they were too big
R Tuesday I asked, Thursday I asked, today I am asking again
- I asked my neighbour again, he has no parcel either
R do I need to write here every morning until somebody reads it
- do I need to write the serial number on the box?
R this must be my sixth ticket about the same invoice
- this is my sixth order with you, always happy
R same problem as in my last two tickets, which you closed without solving anything
- same size as in my last order, please
R We have told your colleagues this over and over again
- the song plays over and over, can I switch the loop off?
W It took you eleven days to tell me that you need my order number
- It took me eleven days to read the whole book, lovely
W ordered on 2 May, today is the 30th, nothing came and nobody says a word
- ordered on 2 May, I would like to change the colour
W three weeks. three. and the money is still not on my account
- the trial is three weeks, correct?
W I have been sitting in your chat queue since noon
- I will be at home since noon, the courier can come
W is it normal that a refund needs two months?
- is it normal that the battery lasts two days?
W almost a month has passed and my parcel is God knows where
- almost a month left until the wedding, no rush
T If the money is not here on Friday, my solicitor takes over
- my solicitor moved, please change the billing address
T then I will let the bank pull the payment back
- my bank moved, here is the new account number
T I'm filing a complaint with the ombudsman tonight
- do you have an ombudsman I can read about?
T expect a letter from my lawyers
- expect a parcel from my mother, she sends the old phone back
T we will meet again before a judge
- my brother is a judge in a dog show, do you have leashes?
T the police already have all the screenshots of your shop
- the police asked us to keep the bike's serial number, where is it?
I you are a pack of lying cheats
- the game is about a pack of wolves, right?
I what kind of clueless amateurs work there
- is the course good for amateurs?
I your so-called service is an insult to every customer, absolute trash
- where do I throw the packaging, in the paper trash?
I dumbest helpdesk I have ever seen
- which helpdesk software do you use? looks nice
P please let a human being look at this
- is the mannequin the size of a human being?
P I'd like somebody from your team to phone me
- somebody from your team phoned me, thanks a lot!
P no more automatic answers, I want one of your people
- the automatic mode answers too slowly to the remote
P who is your supervisor? put him on
- who supervises the children in the summer camp?
P is anyone at all behind this chat or only a script
- is anyone selling the old model?
P could I be passed to somebody who actually knows the product
- could the strap be passed through the buckle twice?
C WHY IS NOBODY ANSWERING ME
- the label says MADE IN ITALY, is that so?
C give me back MY MONEY RIGHT NOW THIS INSTANT PLEASE
E great, it broke on the first day 🤬
- it arrived in one day 🥳
RW I wrote a week ago and still have no answer
IP you morons, get me a manager
- the second time I washed it the colour ran a little, is that expected?
- I have waited for this album for years, what a joy
- please don't sue me, but I lost the receipt :)
- nothing to complain about, just wanted to say hi
`
