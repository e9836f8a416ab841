import { contentWords } from '../content.js'

contentWords.russian.value = {
  kinds: 'Виды текстов',
  templates: 'Шаблоны',
  articles: 'Статьи',
  search: 'Поиск',
  name: 'Название',
  shortcode: 'Короткое имя',
  category: 'Категория',
  uses: 'Использований',
  languages: 'Языки',
  neverSent: 'Это для сотрудников: клиентам не отправляется.',
  title: 'Заголовок',
  language: 'Язык',
  audience: 'Для кого',
  preview: 'Как это покажет Telegram',
  import: 'Загрузка',
  importHint: 'Массив JSON или CSV, до 1000 строк. Сначала только проверка.',
  file: 'Файл',
  tryIt: 'Проверить',
  doIt: n => `Загрузить: ${n}`,
  row: 'Строка',
  result: 'Итог',
  errors: 'Почему нет',
  exportAll: 'Выгрузить всё'
}
