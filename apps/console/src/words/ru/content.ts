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
  title: 'Заголовок',
  language: 'Язык',
  audience: 'Для кого',
  preview: 'Как это покажет Telegram',
  create: 'Создать',
  documents: 'Документы',
  empty: 'Пока ничего нет.',
  import: 'Загрузка',
  importHint: 'Массив JSON или CSV, до 1000 строк. Сначала только проверка.',
  file: 'Файл',
  tryIt: 'Проверить',
  doIt: 'Загрузить',
  row: 'Строка',
  result: 'Итог',
  errors: 'Почему нет',
  exportAll: 'Выгрузить всё'
}
