import type { SignalLists } from './notation.js'

const unit = '(?:minutes?|hours?|days?|weeks?|months?)'
const number =
  '(?:[0-9]+|an?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|several|many|few|whole|entire)'
const nth = '(?:[0-9]+(?:nd|rd|th)|second|third|fourth|fifth|sixth|tenth|hundredth)'
const answer = '(?:response|reply|answer|reaction|news|word|message|refund)s?'
const answered = '(?:replie[sd]|reply|answer(?:s|ed)?|respond(?:s|ed)?|reacted?)'
const wrote =
  '(?:wrote|written|writing|contacted|called|asked|explained|emailed|messaged|reported|told|complained)'
const office =
  '(?:consumer (?:protection|rights)|trading standards|ombudsman|better business bureau|regulator|authorities|police)'
const turn =
  '(?:go|going|contact(?:ing)?|report(?:ing)?|complain(?:ing|ts?)?|inform(?:ing)?|writ(?:e|ing)|call(?:ing)?|fil(?:e|ing)|tell(?:ing)?)'
const lawyer = '(?:lawyer|attorney|solicitor)s?'
const person =
  '(?:human(?: being)?|person|agent|operator|manager|supervisor|representative|rep|advisor)s?(?! (?:resources|error|hair))'
const between = '(?: (?:to|with|an?|the|your|any|real|live|actual|human|senior|this|it|me|us|now))'
const you = '(?:you|your|they|u)'
const bad =
  '(?:useless|pathetic|incompetent|stupid|dumb|garbage|shit~|crap~|worthless|disgusting|ridiculous|lousy)'

export const en: SignalLists = {
  repeated_contact: {
    isNegatable: false,
    sounds: [
      `${nth} time(?: that)? (?:i|we|already|now)`,
      `for the ${nth} time`,
      `${wrote}(?: _){0,4} (?:twice|(?:${number}|multiple) times)`,
      `already ${wrote} (?:to )?(?:you|this|it|about)`,
      'how many(?: more)? times (?:do|did|must|should|have|will|can) (?:i|we)(?: (?:have|need) to)? (?:explain|write|ask|repeat|tell|say|contact|call)',
      '(?:again me|me again)',
      'repeat (?:myself|it again|everything)',
      'keep (?:writing|asking|calling|repeating|explaining)',
      `(?:last|previous|earlier) (?:${number}) (?:messages|emails|mails|letters|requests)`,
      `(?:asked|wrote|called) on _ (?:and )?(?:i )?(?:asked|wrote|called) on`
    ]
  },
  waiting_time: {
    isNegatable: false,
    sounds: [
      `wait(?:ed|ing)?(?: _){0,3} ${number}(?: _)? ${unit}`,
      'still waiting',
      'waiting(?: _){0,4} since',
      `been(?: _){0,3} ${number} ${unit}`,
      `pending(?: _){0,2} ${number} ${unit}`,
      `${number} ${unit}(?: later)?(?: and| with| already| now| but)?(?: still)? (?:no|nothing|without|nobody|not)`,
      `(?:no|without)(?: _)? ${answer}(?: _){0,3} (?:in|for|since|after)(?: _){0,3} ${unit}`,
      `(?:nobody|no one|noone|not?)(?: has| have)? ${answered}(?: _){0,3} (?:in|for|since)(?: _){0,3} ${unit}`,
      'how(?: much)? longer(?: _){0,4} wait',
      `${number} ${unit}(?: that)?(?: i| we)(?: _){0,2} wait~`,
      `${number} ${unit} of waiting`,
      `it s?(?: is)?(?: already| now)?(?: the)? ${nth} (?:day|week|month)`,
      `${number} ${unit}(?: have| has)? (?:passed|gone by)`
    ]
  },
  threats: {
    isNegatable: true,
    sounds: [
      `(?:call|contact|hire|consult|tell|(?:talk|speak|go|write) to|hear from|step is|see) (?:my|our|a) ${lawyer}`,
      `(?:my|our) ${lawyer} will`,
      '(?:will|shall|ll|to|gonna|can|could) sue',
      'sue you',
      'see you in court',
      '(?:tak~|bring~|drag~) (?:you|this|it) to court',
      'go(?:ing)? to court',
      'legal (?:action|steps|proceedings)',
      'press charges',
      `${turn}(?: _){0,4} ${office}`,
      'fil(?:e|ing)(?: a)? police report',
      'chargeback is (?:my|the) next',
      '(?:will|do|file|filing|start|open|request|initiate|get)(?: a| the)? chargeback',
      'dispute (?:the|this|that|my|your)(?: _)? (?:charge|payment|transaction|order)'
    ]
  },
  insults: {
    isNegatable: true,
    sounds: [
      '(?:idiots|morons|imbeciles|clowns|crooks|thieves|liars|scammers|bastards|assholes|scumbags|fraudsters)',
      '(?:you|u) (?:idiot|moron|liar|thief|scammer|crook|bastard|asshole)',
      '(?:this|it|that|company) (?:is|s)(?: just| all)? a (?:scam|rip off|joke)',
      `${you}(?: _)?(?: are| is| re)?(?: (?:so|all|just|really|a bunch of))? ${bad}`,
      `(?:support|service|company|team|staff) (?:is|are)(?: just| such)? ${bad}`,
      `${bad} (?:support|service|company|bot|people|staff|team)`,
      `(?:you|people|company|service|support|team)(?: _)? (?:are|is) a joke`,
      'shame on you',
      '(?:fuck|screw)~(?: you)?'
    ]
  },
  asks_for_person: {
    isNegatable: true,
    sounds: [
      `(?:talk|speak|chat|connect|transfer|through|escalate|get|give|switch|pass|need|want)${between}* ${person}`,
      `(?:talk|speak|chat|connect me|transfer me) (?:to|with) (?:someone|somebody)`,
      `(?:(?:real|live|actual) )?(?:human|person|agent|operator|manager) (?:please|pls|now)`,
      '(?:someone|somebody) (?:real|human|alive)',
      '(?:stop with the|no more) (?:bots?|robots?)'
    ]
  }
}
