import type { SignalLists } from './notation.js'

const unit = '(?:minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?)'
const number =
  '(?:[0-9]+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|several|many|few|couple(?: of)?|dozen|half an?|whole|entire|full|solid)'
const nth = '(?:[0-9]+(?:nd|rd|th)|second|third|fourth|fifth|sixth|seventh|tenth|hundredth|umpteenth|nth)'
const weekday = '(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)'
const month =
  '(?:january|february|march|april|june|july|august|september|october|november|december|christmas|easter)'
const since = `since(?: (?:last|this|early|late|the|on))*(?: [0-9]+(?:st|nd|rd|th)?)? (?:${weekday}|${month}|yesterday|morning|noon|night|week|weekend|month|day before|beginning|start|[0-9]+(?:st|nd|rd|th))`
const answer =
  '(?:response|reply|answer|reaction|news|word|message|refund|update|feedback|result|solution|progress)s?'
const answered =
  '(?:replie[sd]|reply|answer(?:s|ed)?|respond(?:s|ed)?|reacted?|got back|gotten back|come back|cared|helped|looked)'
const nobody = '(?:nobody|no one|noone|none of you|you(?: have| ve)? (?:not|never)|not?)'
const silent =
  '(?:no|nothing|nobody|noone|none|without|not|never|silence|zero|hasn t|haven t|isn t|didn t|nowhere|crickets)'
const wrote =
  '(?:wrote|written|writing|contacted|called|asked|explained|emailed|messaged|reported|told|complained)'
/** Of oneself, not of somebody who was asked elsewhere. */
const writing = '(?:writing|asking|contacting|messaging|emailing|explaining|repeating|complaining|reminding)'
const explain =
  '(?:explain|write|ask|repeat|tell|say|contact|call|send|remind|describe|email|message|answer the same)'
const mail = '(?:messages?|e(?: )?mails?|mails?|letters?|requests?|tickets?|complaints?|chats?|reminders?)'
const mails = '(?:messages|e(?: )?mails|mails|letters|requests|tickets|complaints|chats|calls|reminders)'
const often =
  '(?:twice|thrice|(?:[0-9]+|two|three|four|five|six|seven|ten|(?<!how )many|several|multiple|numerous|countless|hundred|thousand|dozens of|few) times)'
const office =
  '(?:consumer (?:protection|rights|council|agency|office|affairs|organi[sz]ation|association|watchdog|commission|advice)|trading standards|ombudsman|better business bureau|bbb|ftc|fca|attorney general|citizens advice|data protection (?:authority|office|officer|agency|commissioner)|action fraud|watchdog|regulators?|authorities|police|cops|law enforcement|small claims(?: court)?)'
const turn =
  '(?:go|going|contact(?:ing)?|report(?:ing)?|complain(?:ing|ts?)?|inform(?:ing)?|writ(?:e|ing)|call(?:ing)?|fil(?:e|ing)|tell(?:ing)?|escalat(?:e|ing)|involv(?:e|ing)|lodg(?:e|ing)|tak(?:e|ing)|hand(?:ing)?|notify(?:ing)?|alert(?:ing)?|turn(?:ing)?|bring(?:ing)?|submit(?:ting)?|hear from|visit from)'
const lawyer = '(?:lawyer|attorney|solicitor|barrister)s?'
const intends =
  '(?:will|shall|ll|to|gonna|can|could|am|m|re|are|going to|have to|must|forced to|ready to|prepared to)'
const bank =
  '(?:bank|card (?:company|issuer|provider)|credit card(?: company)?|paypal|visa|mastercard|payment provider)'
const person =
  '(?:human(?: being)?|person|agent|operator|manager|supervisor|superior|representative|rep|advisor|adviser|employee|specialist|expert|consultant|team lead(?:er)?|staff member|member of staff|boss)s?(?! (?:resources|error|hair|mode|permission))'
const between =
  '(?: (?:to|with|an?|the|your|any|some|real|live|living|actual|human|senior|competent|different|another|one of|support|service|sales|this|it|me|us|now|someone|on to|over to))'
const someone = '(?:someone|somebody|anyone|anybody)'
const you = '(?:you|your|they|u)'
const bad =
  '(?:useless|pathetic|incompetent|stupid|dumb|garbage|rubbish|trash|shit~|crap~|bullshit|worthless|disgusting|ridiculous|lousy|clueless|hopeless|laughable|moronic|idiotic|brainless|brain(?: )?dead|shameless|shameful|disgraceful|dishonest|crooked|rotten|retarded|lazy|good for nothing)'
const badPeople =
  '(?:idiot|moron|imbecile|liar|thief|scammer|crook|bastard|asshole|arsehole|jerk|clown|fraud|fraudster|cheat|cheater|swindler|robber|loser|fool|amateur|criminal|parasite|muppet|wanker|dickhead|prick|monkey|con artist|rat|pig|joke)s?'
const intensely =
  '(?: (?:are|re|is|all|just|really|truly|nothing but|no better than|a|an|complete|total|absolute|utter|bunch|pack|gang|load|of|bloody|damn|damned|fucking|freaking|such|so|lying|thieving|pathetic|useless|incompetent|stupid|dumb|lot|guys|people))'
const house =
  '(?:support|service|company|bot|people|staff|team|shop|store|employees|agents|helpdesk|help desk|department|management|outfit|customer (?:service|support|care))'

export const en: SignalLists = {
  repeated_contact: {
    isNegatable: false,
    sounds: [
      `${nth} time(?: that)? (?:i|we|already|now|in a row|writing|asking)`,
      `for the ${nth} time`,
      'not the first time (?:that )?(?:i|we)',
      `${wrote}(?: _){0,5} ${often}`,
      `tried(?: _){0,4} (?:reach|contact|write|call|get|ask)(?:ing)?(?: _){0,4} ${often}`,
      `already ${wrote} (?:to )?(?:you|this|it|about|support|your|in)`,
      'already (?:explained|complained|described|answered)',
      `how (?:many|often)(?: more| many)?(?: times)? (?:do|did|must|should|have|will|can|am) (?:i|we)(?: (?:have|need|supposed|expected|going) to)?(?: keep)? ${explain}`,
      '(?:again me|me again|here i am again|i m back again|back again with)',
      `(?:i|we|m|am|are|once|yet) (?:again )?${writing}(?: _){0,4} again`,
      `(?:once|yet) again(?: _){0,2} ${writing}`,
      `(?:have|had|ve) to (?:write|ask|contact|explain|message|email|call)(?: _){0,3} again`,
      'repeat (?:myself|it again|everything|the same|it all)',
      '(?:keep|kept) (?:on )?(?:writing|asking|calling|repeating|explaining|messaging|emailing|contacting)',
      `(?:ask|asking|explain|explaining|tell|telling|write|writing|repeat|repeating)(?: _){0,3} the same (?:question|thing|story|problem|issue)`,
      `(?:explain|ask|writ|tell|told|wrote|said|say|repeat|call|contact)~(?: _){0,5} (?:over and over|again and again|time and again|time after time)`,
      `(?:last|previous|earlier|other|prior|past) (?:${number}) ${mails}`,
      `(?:previous|earlier|last|other|first|prior) ${mail}(?: _){0,4} (?:unanswered|ignored|without|nobody|never|nothing|no (?:answer|reply|response|reaction)|not (?:answered|replied))`,
      `(?:ignor(?:e|es|ed|ing)|unanswered|answered none of|answered any of|reply to any of)(?: _){0,2} my(?: _)? ${mail}`,
      `my(?: _){0,3} ${mails}(?: _){0,4} (?:ignored|unanswered|no answer|no reply|no response|without)`,
      '(?:being|getting|am|been) ignored',
      `(?:sent|send|sending|written|wrote|opened|made|left|filed|submitted)(?: _){0,3} (?:[0-9]+|two|three|four|five|six|ten|several|multiple|numerous|many|countless|dozens of|a dozen|a few) (?:_ )?${mails}`,
      `(?:after|despite)(?: _)? (?:[0-9]+|two|three|four|five|six|ten|several|multiple|numerous|many|countless|all(?: of)?(?: my| these)?) (?:_ )?${mails}`,
      `(?:[0-9]+|two|three|four|five|six|seven|ten|several|multiple|countless) ${mails}(?: _){0,2} (?:and|but|later|no|still|without|not|zero)`,
      `(?:my|now the|this is the|this is) ${nth} ${mail}`,
      `(?:yet another|another) (?:message|e(?: )?mail|mail|letter|complaint|reminder) (?:from me|to you|about)`,
      `${nth} (?:attempt|reminder)`,
      'follow(?:ing)? up (?:again|once more|yet again)',
      `(?:i|we)(?: ve| have| had)?(?: already)? (?:wrote|written|emailed|messaged|contacted|asked|complained)(?: to| about| you| this| it| support| your team)*(?: _)? (?:yesterday|last (?:week|month|night|${weekday})|on ${weekday}|${number} ${unit} ago)`,
      `(?:asked|wrote|called) on _ (?:and )?(?:i )?(?:asked|wrote|called) on`,
      '(?:as|like) (?:i|we) (?:already |previously |have already |ve already )?(?:told you|wrote (?:before|to you|already|earlier)|mentioned (?:before|already|earlier|in)|said (?:before|already|earlier|in)|explained)',
      'as (?:already |previously )(?:said|mentioned|explained|described|reported)',
      '(?:i|we)(?: ve| have)? told you(?: _)? (?:already|before|yesterday|twice|last|many|that already)',
      `(?:i|we)(?: ve| have| had)? (?:already )?(?:been|raised|reported|previously)(?: been)?(?: _)? (?:asking for (?:days|weeks|months)|this (?:before|already|last|twice)|${wrote} (?:you|support|this|it))`,
      `(?:opened|open|opening|created|create|raise|raised) (?:yet )?another ${mail}`,
      'for the last time',
      `(?:this is|s|now)(?: already| now)?(?: the| my)? ${nth}(?: and last| or _)? (?:${mail}|person|agent|conversation)`,
      '(?:writing|write|wrote|asking|ask|calling|call|messaging)(?: _){0,3} (?:every (?:single )?(?:day|week|morning|hour)|daily)',
      '(?:ask|asking|write|writing|say|saying|explain|tell)(?: _){0,3} once more',
      `(?:see|read|reads|reading|check|seen)(?: _){0,3} my (?:previous|earlier|last|first|other) ${mail}`
    ]
  },
  waiting_time: {
    isNegatable: false,
    sounds: [
      `wait(?:ed|ing)?(?: _){0,4} ${number}(?: _)? ${unit}`,
      'wait(?:ed|ing)?(?: _){0,3} (?:ages|forever|this long|so long|all day|all week)',
      '(?:still|been) waiting',
      `waiting(?: _){0,4} since`,
      `been(?: _){0,3} ${number} ${unit}`,
      `pending(?: _){0,2} ${number} ${unit}`,
      `${number} ${unit}(?: later| on| in| now| already)?(?: and| with| already| now| but)?(?: still| counting)? ${silent}`,
      `${number} ${unit} (?:and|but)(?: i| we| it| you| there| have| has| is| s| they| nobody)* (?:still|${silent})`,
      `${number} ${unit} ago(?: _){0,4} (?:and|but)(?: _){0,3} (?:still|${silent})`,
      `${number} ${unit} ago(?: _)? (?:nothing|nobody|no (?:answer|reply|response|reaction))`,
      `${unit} and counting`,
      `day [0-9]+ (?:of|and|without|no|with|still)`,
      `(?:no|without)(?: _)? ${answer}(?: _){0,4} (?:in|for|since|after)(?: _){0,3} ${unit}`,
      `${nobody}(?: has| have| s| ve)? ${answered}(?: _){0,4} (?:in|for|since|after)(?: _){0,3} ${unit}`,
      `(?:no|nothing|nobody|noone|silence|not|never|without|still|silent|hasn t|haven t|stuck|unanswered|ignored|down|unresolved|broken|pending|missing)(?: _){0,5} ${since}`,
      `${since}(?: _){0,4} (?:still|${silent})`,
      `(?:stuck|pending|processing|unanswered|unresolved|ignored|ignoring|ignore|delayed|silent|silence|in limbo|in the queue|on the line|on the phone|hanging|missing|locked out|without (?:access|service|internet|power|a working _))(?: _){0,4} for(?: _){0,3} ${unit}`,
      `${number} ${unit}(?: _)? (?:late|overdue|delayed|behind|on hold|in the queue|on the line|on the phone)`,
      `${number} ${unit} of (?:waiting|silence|nothing|excuses|radio silence|promises|being ignored|my life|delays?)`,
      `${number} ${unit}(?: just| only)? to (?:get an?|answer|reply|respond|react)`,
      `(?:spent|wasted|lost|sat|sitting|hanging)(?: _){0,4} ${unit}(?: _){0,2} (?:on (?:hold|the|your)|in (?:the|your)|waiting|trying|for)`,
      'how(?: much)? longer(?: _){0,5} (?:wait|take|need|last)',
      `how (?:long|many more ${unit})(?: more)? (?:am i|are we|must i|should i|do i have to|do we have to)(?: _){0,4} wait`,
      `${number} ${unit}(?: that)?(?: i| we)(?: _){0,2} wait~`,
      `it s?(?: is)?(?: already| now)?(?: the)? ${nth} (?:day|week|month)`,
      `${nth} (?:day|week|month)(?: in a row)?(?: _)? (?:without|waiting|no (?:answer|reply|response|news)|of (?:waiting|silence)|still)`,
      `${number} ${unit}(?: have| has| had| ve)?(?: now| already)? (?:passed|gone by|went by|elapsed)`,
      `(?:taken|taking|took|takes)(?: you| them)?(?: _){0,2} (?:forever|ages|${number} ${unit} (?:and|already|now))`,
      `after (?:over |more than |almost |nearly |waiting )*${number} ${unit}(?: _){0,4} (?:still|${silent})`,
      `(?:still|${silent})(?: _){0,6} after (?:over |more than |almost |nearly |waiting )*${number} ${unit}`,
      `${number} ${unit} (?:since (?:i|we|my|our|you|the)|is (?:too|not|un~|ridiculous|way)|past)`,
      `(?:${silent}|t|wait~|stuck|trying|asking|hanging|ignored|silent|down)(?: _){0,5} (?:in|for) (?:hours|days|weeks|months)`,
      '(?:days|weeks|months|hours) (?:later|go by|went by|have gone by|have passed|of waiting|of silence)',
      `it s(?: been)?(?: over| almost| nearly| about| more than)* ${number} ${unit} (?:now|already|since|and)`,
      `(?:going on|the (?:past|last)) ${number} ${unit}(?: _){0,4} (?:still|${silent}|ignored|waiting|now)`,
      `${number} ${unit} for (?:a|an|one) (?:simple |single |short |one line )*(?:answer|reply|response|question|refund)`
    ]
  },
  threats: {
    isNegatable: true,
    sounds: [
      `(?:call|calling|contact|contacting|hire|hiring|consult|consulting|tell|(?:talk|talking|speak|speaking|go|going|write) to|hear from|hearing from|step is|see|involve|involving|get|getting|engage|instruct) (?:my|our|a) ${lawyer}`,
      `(?:my|our) ${lawyer} (?:will|is going to|are going to|would love|can take|takes? (?:over|it from here))`,
      `(?:my|our) ${lawyer} (?:is|are|has been|have been) (?:ready|involved|informed|preparing|drafting|waiting|on it)`,
      `(?:hand|handing|pass|passing|turn|turning|giv|giving)~ (?:this|it|everything|the (?:matter|case)|all(?: of)? this)(?: over)? to (?:my|our|a|the) (?:${lawyer}|police|authorities)`,
      `(?:through|via|to) (?:my|our) ${lawyer} (?:now|then|next|from now on)`,
      `${lawyer} (?:involved|up)`,
      `${intends} sue`,
      '(?:sue|suing) (?:you|your|the company|the shop)',
      '(?:see|meet) (?:you|u|each other|again) in court',
      '(?:tak|bring|drag|settl|solv|end)~(?: you| this| it| the matter| up)+ (?:to|in|before) (?:the )?court',
      'go(?:ing)? to court(?! (?:street|road|avenue|square|lane))',
      '(?:file|filing|start|starting|bring|bringing|prepare|preparing|expect|facing|face)(?: _){0,2} (?:lawsuit|class action|claim against|suit against|criminal complaint|criminal charges)',
      '(?:lawsuit|class action|criminal complaint)(?: _){0,2} (?:against you|next|coming|follow|filed)',
      'small claims court(?! (?:form|address))',
      'legal (?:action|steps|proceedings|consequences|measures|route|case against)',
      'press(?:ing)? charges',
      `${turn}(?: _){0,5} ${office}`,
      `reported you`,
      `${intends}(?: be)? report(?:ing)? you`,
      `${office} (?:will|are going to|is going to) (?:hear|know|be (?:informed|interested|told)|deal|get)`,
      'fil(?:e|ing)(?: a)? police report',
      '(?:chargeback|charge back) is (?:my|the) next',
      '(?:will|do|doing|file|filing|start|starting|open|opening|request|requesting|initiate|initiating|get|getting|raise|raising|issue|issuing|claim|make|go for|going for|ask for)(?: a| the| my)? (?:chargeback|charge back)',
      '(?:dispute|disputing|reverse|reversing|contest|contesting|claw back) (?:the|this|that|my|your|all|every)(?: _)? (?:charge|payment|transaction|order|debit)s?',
      `(?:open|opening|raise|raising|file|filing|lodge|start|starting)(?: _){0,2} (?:dispute|claim)(?: _){0,3} ${bank}`,
      `(?:have|ask|asking|tell|telling|get|getting)(?: _)? (?:my|our|the) ${bank}(?: _){0,3} (?:reverse|dispute|claw|pull|take|cancel the payment|charge)`,
      `(?:take|taking|get|getting|pull|pulling) (?:it|this|that|my money|the money|the matter)(?: back)?(?: up)? (?:through|via|with|to) (?:my|our|the) ${bank}`,
      `my next (?:step|call|stop|email|message|letter|move|visit)(?: _){0,5} (?:${lawyer}|${office}|bank|court|chargeback)`,
      `(?:otherwise|or else|if not)(?: _)? (?:i|we)(?: _){0,6} (?:${lawyer}|${office}|court|chargeback|charge back)`,
      `(?:spoken|talked|spoke) (?:to|with) (?:my|our|a) ${lawyer}`,
      `get(?:ting)?(?: the)? (?:police|authorities|${lawyer}) (?:involved|on)`,
      '(?:take|taking) (?:this|the matter|matters) further',
      'my legal (?:team|counsel|adviser|advisor|insurance)',
      '(?:i m|i am|we are|we re) suing',
      '(?:in front of|before) a judge',
      `my ${bank}(?: _){0,4} (?:dispute|reverse|chargeback|charge back|stop the payment|get my money)`
    ]
  },
  insults: {
    isNegatable: true,
    sounds: [
      '(?:idiots|morons|imbeciles|clowns|crooks|thieves|liars|scammers|bastards|assholes|arseholes|scumbags?|fraudsters|swindlers|con(?: )?men|con artists|dumbass~|dickheads?|wankers?|tossers|retards|halfwits|dimwits|charlatans|cheaters)',
      `(?:you|u|they|company|team|support|staff|people|guys)${intensely}* ${badPeople}`,
      `(?:bunch|pack|gang|circus) of(?: _)? ${badPeople}`,
      `(?:this|it|that|company|shop|store|${you}(?: _)?) (?:is|s|are|re)(?: just| all| nothing but| such| a complete| a total| one big)*(?: a)? (?:scam|rip off|ripoff|joke|disgrace|circus|shambles|embarrassment|robbery)`,
      '(?:what|such|total|complete|utter|absolute) an? (?:scam|rip off|ripoff|joke|circus|shambles|disgrace)',
      '(?:daylight|highway) robbery',
      'joke of an? _',
      `${you}(?: _)?(?: are| is| re| s)?(?: (?:so|all|just|really|such|completely|totally|absolutely|utterly|beyond|fucking|bloody|a bunch of))* ${bad}`,
      `${house} (?:is|are|s|re)(?: (?:so|just|such|completely|totally|absolutely|utterly|beyond|pure|a|an|the most))* ${bad}`,
      `${bad} ${house}`,
      `(?:worst|crappiest|dumbest) (?:_ )?${house}`,
      `(?:are|r) (?:you|u)(?: _){0,2} (?:stupid|dumb|blind|deaf|retarded|brain(?: )?dead|illiterate|insane|drunk|idiots?)`,
      `(?:you|your _|${house}|they)(?: guys| people| all)?(?: really| just| absolutely)? sucks?`,
      `(?:damn|damned|bloody|fucking|freaking|goddamn) ${house}`,
      '(?:no|use your|grow an?|have (?:an?|any)) brains?',
      'you(?: _){0,2} (?:stole|robbed|scammed|swindled|conned|cheated|ripped)(?: _){0,2} (?:me|my|us|our|people|everyone|off)',
      '(?:stop|keep|kept|always|just|all|you are|you re) (?:lying|scamming|cheating|stealing)',
      '(?:go to|rot in|burn in) hell',
      '(?:piss|bugger|sod|eff|f) off',
      'shame on (?:you|your|all|this)',
      '(?:should|ought to) be ashamed',
      '(?:fuck|screw|fck|f ck|f k)~(?: you)?'
    ]
  },
  asks_for_person: {
    isNegatable: true,
    sounds: [
      `(?:talk|talking|speak|speaking|chat|chatting|connect|transfer|through|escalate|forward|pass|hand|get|give|switch|need|want|wants|prefer|like|send|bring|deal|reach)${between}* ${person}`,
      `(?:talk|talking|speak|speaking|chat|connect me|transfer me|put me through|pass me|hand me|get me|give me|switch me|through)(?: on| over)?(?: to| with)? (?:${someone}|whoever|one of your people|your (?:team|staff|boss|people))`,
      `(?:talk|speak|chat)(?:ing)? (?:to|with)(?: _){0,3} (?:in charge|responsible|who (?:can|knows|understands|actually)|higher up|above you)`,
      `(?:(?:real|live|actual) )?(?:human|person|agent|operator|manager|supervisor|representative)(?: _)? (?:please|pls|plz|now|asap|immediately)`,
      `${someone} (?:real|human|alive|with a (?:brain|pulse)|in charge|competent|who (?:can think|is (?:not|real|human)|actually))`,
      '(?:to|with|from|by|any|need|want|some) (?:an? )?(?:real|actual|living|breathing) (?:person|human|people|human being|agent|operator|employee|representative)',
      'human (?:support|help|assistance|contact|interaction|operator|agent|answer|reply|response|attention)',
      `is (?:there )?(?:(?:${someone})|any(?: real| living)? (?:human|person)|a (?:real|living|human|live)(?: person| being)?)(?: _){0,4} (?:there|here|alive|real|talk|speak|available|online|who|else|at all)`,
      `(?:have|let|make|ask|can|could|would|will)(?: please)? (?:${someone}|a ${person}|an ${person})(?: please| from _ _)? (?:call|phone|ring|actually|human|real)`,
      '(?:stop with the|stop sending(?: me)?|no more|enough(?: with| of)?(?: the| these)?|tired of(?: the| this| these| your| talking to| talking to a)?|sick of(?: the| this| these| your| talking to| talking to a)?|hate(?: this| these| your| talking to| talking to a)?|fed up with(?: the| this| your)?|instead of an?|rather than an?|not (?:with |to )?(?:an?|the|your|this)|don t want(?: to talk to)?(?: an?| the| your| this)?)(?: stupid| silly| dumb)? (?:bots?|chat(?: )?bots?|machines?|automated (?:replies|answers|messages|responses|system|reply|answer)|canned (?:replies|answers|responses)|auto(?: )?replies|auto(?: )?responses|ai)',
      '^(?:hello |please |real |live )*(?:operator|agent|human|representative|person|supervisor|manager)$',
      '(?:am i|are we) (?:talking|speaking|chatting|writing) (?:to|with) a (?:bot|robot|machine|human|real person)',
      `put (?:me |a |an |some |your )*(?:${person}|${someone}) (?:on|through)`,
      `(?:can|could|would|will|let|have)(?: please)? an?(?: real| live| actual| human)? (?:human|person|agent|manager|supervisor|operator)(?: being)?(?: please)? (?:look|read|check|take|handle|answer|reply|help|see|deal|review|write|call|contact)`,
      `(?:does|do) (?:any|a|real|any real) (?:human|humans|person|people)(?: _){0,3} (?:read|work|look|answer)`,
      'where are (?:the|all the|your) (?:humans|people|real people)',
      '(?:done|through|finished) (?:with|talking to|talking with|chatting with) (?:the|this|your|a) (?:stupid )?(?:bot|robot|machine|chatbot)',
      'human intervention'
    ]
  }
}
