export { alertNotices, alertWords } from './alerts.js'
export { articleButtons, articleDetails, articleWords, type FoundArticle, mostArticles } from './articles.js'
export { cardWords, summaryWords } from './cards.js'
export { type CustomerNotice, customerWords } from './customer.js'
export { decisionText, decisionWords } from './decisions.js'
export { digestText } from './digests.js'
export { escalationWords } from './escalation.js'
export { formWords, yesNo } from './forms.js'
export { type FoundByWords, foundDetails, mostFound } from './found.js'
export {
  commonLanguage,
  type InEach,
  type Language,
  languageOfCustomer,
  languages
} from './language.js'
export { priorityNames } from './names.js'
export { notDeliveredText } from './not-delivered.js'
export { groupNoticeText } from './notices.js'
export { ownDetails, peopleAbout, peopleWords, personLine, teamDetails } from './people.js'
export { ratingWords, scoreFaces } from './ratings.js'
export { type Details, refusalText, type ToldRefusal } from './refusals.js'
export { replyWords } from './replies.js'
export { saveWords } from './saved.js'
export { setupProblemText, setupWords, unreachableText } from './setup.js'
export { slaNames, slaWords } from './sla.js'
export { answeredLine, type StaffWords, spare, staffWords } from './staff.js'
export { standingDetails } from './standings.js'
export { type FoundTemplate, templateButtons, templateDetails } from './templates.js'
export { type ButtonName, type Toast, toasts } from './toasts.js'
