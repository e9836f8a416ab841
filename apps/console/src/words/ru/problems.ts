import { sentence } from '../language.js'
import { problemWords } from '../settings.js'

type Said = (...parts: readonly string[]) => string

const what: { readonly [what: string]: string } = {
  'a queue': 'очереди',
  'a team': 'команды',
  'a template': 'шаблона',
  'a form': 'формы',
  'a calendar': 'календаря',
  'an article': 'статьи',
  'an agent': 'сотрудника',
  'an endpoint': 'адреса',
  'an option': 'варианта',
  'a ticket': 'обращения'
}

/** What the desk says of fields, word for word. */
const exactly: { readonly [message: string]: string } = {
  'is required': 'Это нужно заполнить',
  'must be true or false': 'Должно быть да или нет',
  'must be true': 'Должно быть да',
  'must be an object': 'Должен быть объект',
  'must be a list': 'Должен быть список',
  'must be a list of texts': 'Должен быть список текстов',
  'must be a list of whole numbers': 'Должен быть список целых чисел',
  'must be a list of texts or of whole numbers': 'Должен быть список текстов или целых чисел',
  'must be one value': 'Должно быть одно значение',
  'must be a whole number': 'Должно быть целое число',
  'must be a text or null': 'Должен быть текст',
  'must be a date, yyyy-mm-dd': 'Должна быть дата, гггг-мм-дд',
  'must be hh:mm, 00:00 to 24:00': 'Должно быть время от 00:00 до 24:00',
  'must be hh:mm, 00:00 to 23:59': 'Должно быть время от 00:00 до 23:59',
  'must be an IANA time zone, e.g. Europe/Berlin': 'Должен быть часовой пояс, например Europe/Berlin',
  'must be an id of 1 to 64 characters a-z, 0-9, _ and - that begins with a letter or a digit':
    'Должен быть id: от 1 до 64 знаков a-z, 0-9, _ и -, первый — буква или цифра',
  'must be an address that begins with http:// or https://': 'Адрес должен начинаться с http:// или https://',
  'must be a language, e.g. en or pt-br': 'Должен быть язык, например en или pt-br',
  'must be an object of texts by language': 'Нужны тексты по языкам',
  'must be 1 to 64 letters, digits, - and _': 'Нужно от 1 до 64 букв, цифр, знаков - и _',
  'must have en or ru': 'Нужен текст на en или на ru',
  'must be a field that decides': 'Должно быть поле, которое решает',
  'must be less than the target': 'Должно быть меньше срока',
  'must be in the future': 'Должно быть в будущем',
  'must come after the interval before it': 'Должно идти после предыдущих часов',
  'must not start and end at the same time': 'Начало и конец не должны совпадать',
  'must not be empty': 'Не должно быть пустым',
  'must be left out: a command is answered at once': 'Этого быть не должно: на команду отвечают сразу',
  'must have each option once': 'Каждый вариант должен быть один раз',
  'must have at least one option': 'Нужен хотя бы один вариант',
  'are for select and multi_select only': 'Варианты бывают только у полей с выбором',
  'is the id of another option': 'Это id другого варианта',
  'is no queue': 'Такой очереди нет',
  'is no team': 'Такой команды нет',
  'is no agent': 'Такого сотрудника нет',
  'is no form in force': 'Такой формы нет',
  'is no endpoint': 'Такого адреса нет',
  'is not an article': 'Такой статьи нет',
  'is not a template': 'Такого шаблона нет',
  'is an endpoint that is told nothing of tickets': 'Этому адресу не сообщают об обращениях',
  'is in the list twice': 'Это указано дважды',
  'is given twice': 'Это указано дважды',
  'is named above': 'Это указано выше',
  'is asked for before': 'Об этом уже спрошено выше',
  'is no field that is asked for before this one': 'Об этом поле раньше не спрашивают',
  'has no text': 'Здесь нет текста',
  'a queue without routing has no fallback': 'У очереди без распределения нет запасного пути'
}

/** By what they begin with; the desk's own numbers and names stand in the sentence. */
const patterns: readonly (readonly [RegExp, Said])[] = [
  [
    /^must be text of (\d+) to (\d+) characters/,
    (min, max) => `Должен быть текст от ${min} до ${max} знаков`
  ],
  [/^must be whole seconds, (\d+) to (\d+)$/, (min, max) => `Должны быть целые секунды от ${min} до ${max}`],
  [/^must be a whole number, (-?\d+) to (\d+)$/, (min, max) => `Должно быть целое число от ${min} до ${max}`],
  [/^must be a whole number from (-?\d+)$/, min => `Должно быть целое число от ${min}`],
  [/^must be a number from (-?[\d.]+) to ([\d.]+)$/, (min, max) => `Должно быть число от ${min} до ${max}`],
  [/^must be one of (.+) with (\S+)$/, (all, field) => `С полем ${field} возможно: ${all}`],
  [/^must be one of (?:the types )?(.+)$/, all => `Возможно: ${all}`],
  [/^must be the id of (.+)$/, of => `Должен быть id ${what[of ?? ''] ?? of}`],
  [/^must have exactly one of (.+)$/, all => `Нужно ровно одно из: ${all}`],
  [/^must have at most (\d+) /, most => `Не больше ${most}`],
  [/^must have 1 to (\d+) values$/, most => `Нужно от 1 до ${most} значений`],
  [/^must be a list of (\d+) to (\d+) /, (min, max) => `Нужен список: от ${min} до ${max}`],
  [/^must be a list of (.+)$/, all => `Должен быть список: ${all}`],
  [/^must be a tag /, () => 'Должна быть метка: от 1 до 50 знаков, без запятых и без пробелов по краям'],
  [/^must be a word of /, () => 'Должно быть слово: от 1 до 50 знаков, без запятых и без пробелов по краям'],
  [/^must be a pattern of 1 to (\d+) characters$/, max => `Должен быть образец от 1 до ${max} знаков`],
  [
    /^must be a text of 1 to (\d+) characters/,
    max => `Должен быть текст от 1 до ${max} знаков или целое число`
  ],
  [/^is not a field of this kind: there are (.+)$/, all => `Такого поля нет. Есть: ${all}`],
  [
    /^has the variable (.+), which is not known: the nearest is (.+)$/,
    (name, nearest) => `Переменной ${name} нет. Похожая: ${nearest}`
  ],
  [/^has a link that is not http\(s\): (.+)$/, link => `Ссылка не начинается с http(s): ${link}`]
]

/** One that has no words yet is told as the desk says it. */
problemWords.russian.value = message => {
  const told = message.replace(/^must be null or /, 'must be ')
  const known = exactly[message] ?? exactly[told]
  if (known !== undefined) return `${known}.`
  for (const [pattern, say] of patterns) {
    const found = pattern.exec(told)
    if (found) return `${say(...found.slice(1))}.`
  }
  return sentence(message)
}
