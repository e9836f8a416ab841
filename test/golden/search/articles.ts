/** id, title, keywords, body: the help pages of a shop. */
export type Page = readonly [id: string, title: string, keywords: readonly string[], body: string]

export const english: readonly Page[] = [
  [
    'track',
    'Where is my parcel?',
    ['tracking', 'delivery'],
    'Open your order and press Track. The courier scans each parcel on its way; a late one may stand still for two days.'
  ],
  [
    'delivery-time',
    'How long does delivery take?',
    ['shipping'],
    'Parcels within the country take three working days, abroad up to ten. Express shipping arrives the next day.'
  ],
  [
    'delivery-cost',
    'What shipping costs',
    ['postage', 'free delivery'],
    'Shipping is free from 50 euros. Below that we charge 4.90; express costs 9.90.'
  ],
  [
    'address',
    'Changing the delivery address',
    ['street', 'recipient'],
    'Until the parcel is packed you can change the address in your order. After that ask the courier.'
  ],
  [
    'missing',
    'A parcel was delivered but is not there',
    ['lost', 'stolen', 'neighbour'],
    'Ask your neighbours and look at the proof of delivery. If it is lost we send it again or refund you.'
  ],
  [
    'damaged',
    'The goods arrived broken',
    ['damaged', 'defect'],
    'Send us a photo within 14 days. We replace broken goods or give the money back.'
  ],
  [
    'return',
    'Returning goods',
    ['send back', 'withdrawal'],
    'You can return anything within 30 days. Print the label from your account and bring the parcel to a shop of the courier.'
  ],
  [
    'exchange',
    'Exchanging for another size',
    ['swap', 'size'],
    'Order the other size and return the first one. We pay both ways.'
  ],
  [
    'refund',
    'When you get your refund',
    ['money back'],
    'We refund on the day on which the return reaches us. Your bank needs three to five working days.'
  ],
  [
    'cancel',
    'Cancelling an order',
    ['stop', 'withdraw'],
    'While the order is not packed, press Cancel. What was paid is refunded at once.'
  ],
  [
    'pay',
    'Ways to pay',
    ['payment', 'card', 'PayPal', 'invoice'],
    'We take cards, PayPal, bank transfer and invoice.'
  ],
  [
    'pay-failed',
    'My payment was declined',
    ['card refused', 'failed'],
    'Check the limit of your card and whether the bank wants you to confirm the payment. Try another card.'
  ],
  [
    'charged-twice',
    'I was charged twice',
    ['double', 'duplicate'],
    'The second sum is only reserved, and the bank frees it within a week.'
  ],
  [
    'invoice',
    'Getting an invoice',
    ['receipt', 'VAT', 'bill'],
    'The invoice lies in your account as a PDF. For a company enter the VAT number before you pay.'
  ],
  [
    'voucher',
    'Using a voucher',
    ['coupon', 'promo code', 'discount'],
    'Enter the code in the basket. One voucher per order; it does not work on gift cards.'
  ],
  [
    'gift-card',
    'Gift cards',
    ['present', 'balance'],
    'A gift card is sent by e-mail and is good for three years. Its balance is shown in the basket.'
  ],
  [
    'password',
    'I forgot my password',
    ['reset', 'login', 'sign in'],
    'Press Forgot password; a link comes by e-mail and is good for an hour.'
  ],
  [
    'account-delete',
    'Deleting my account',
    ['close', 'privacy', 'GDPR'],
    'Write to us from the address of the account. We delete everything but invoices, which the law makes us keep.'
  ],
  [
    'newsletter',
    'Unsubscribing from the newsletter',
    ['e-mails', 'spam', 'marketing'],
    'There is a link at the end of every newsletter.'
  ],
  [
    'warranty',
    'Warranty and repair',
    ['guarantee', 'broken after a year'],
    'The warranty is two years. We repair or replace what breaks by itself.'
  ],
  [
    'size-chart',
    'Finding the right size',
    ['measure', 'fit'],
    'Measure chest and waist and look at the chart beside each article.'
  ],
  [
    'stock',
    'When is it in stock again?',
    ['sold out', 'available'],
    'Press Tell me: an e-mail comes as soon as the article is back.'
  ],
  [
    'wholesale',
    'Buying for a company',
    ['business', 'bulk'],
    'From twenty pieces there is a discount. Ask for an offer.'
  ],
  [
    'app',
    'The app does not start',
    ['crash', 'phone', 'update'],
    'Update the app and restart the phone. If it still crashes tell us the version.'
  ]
]

export const russian: readonly Page[] = [
  [
    'track',
    'Где моя посылка?',
    ['отслеживание', 'трек'],
    'Откройте заказ и нажмите «Отследить». Курьер сканирует каждую посылку; задержанная может стоять на месте два дня.'
  ],
  [
    'delivery-time',
    'Сколько идёт доставка',
    ['сроки'],
    'По стране посылки идут три рабочих дня, за границу до десяти. Экспресс приходит на следующий день.'
  ],
  [
    'delivery-cost',
    'Стоимость доставки',
    ['бесплатно', 'цена'],
    'Доставка бесплатна от 3000 рублей. Иначе она стоит 290, экспресс 590.'
  ],
  [
    'address',
    'Как изменить адрес доставки',
    ['улица', 'получатель'],
    'Пока посылка не собрана, адрес можно поменять в заказе. Потом спросите курьера.'
  ],
  [
    'missing',
    'Посылка доставлена, но её нет',
    ['потерялась', 'украли', 'соседи'],
    'Спросите соседей и посмотрите подтверждение вручения. Если она потеряна, пришлём ещё раз или вернём деньги.'
  ],
  [
    'damaged',
    'Товар пришёл сломанным',
    ['повреждён', 'брак', 'дефект'],
    'Пришлите фото в течение 14 дней. Заменим сломанный товар или вернём деньги.'
  ],
  [
    'return',
    'Как вернуть товар',
    ['возврат товара', 'отправить обратно'],
    'Вернуть можно всё в течение 30 дней. Распечатайте наклейку из личного кабинета и отнесите посылку в пункт выдачи.'
  ],
  [
    'exchange',
    'Обмен на другой размер',
    ['поменять', 'размер'],
    'Закажите другой размер, а первый верните. Пересылку оплачиваем мы.'
  ],
  [
    'refund',
    'Когда придут деньги за возврат',
    ['возврат денег'],
    'Деньги возвращаем в день, когда получили товар. Банку нужно от трёх до пяти рабочих дней.'
  ],
  [
    'cancel',
    'Отмена заказа',
    ['отменить', 'передумал'],
    'Пока заказ не собран, нажмите «Отменить». Оплаченное вернётся сразу.'
  ],
  [
    'pay',
    'Способы оплаты',
    ['оплата', 'карта', 'наличные', 'СБП'],
    'Принимаем карты, СБП, перевод и наличные курьеру.'
  ],
  [
    'pay-failed',
    'Платёж не проходит',
    ['карта отклонена', 'ошибка оплаты'],
    'Проверьте лимит карты и не ждёт ли банк подтверждения. Попробуйте другую карту.'
  ],
  [
    'charged-twice',
    'Деньги списали дважды',
    ['двойное списание'],
    'Вторая сумма только заморожена, банк освободит её в течение недели.'
  ],
  [
    'invoice',
    'Как получить чек',
    ['счёт', 'квитанция', 'НДС'],
    'Чек лежит в личном кабинете в PDF. Для организации укажите ИНН до оплаты.'
  ],
  [
    'voucher',
    'Как применить промокод',
    ['купон', 'скидка'],
    'Введите код в корзине. Один промокод на заказ; на подарочные карты он не действует.'
  ],
  [
    'gift-card',
    'Подарочные карты',
    ['подарок', 'баланс'],
    'Карта приходит на почту и действует три года. Баланс виден в корзине.'
  ],
  [
    'password',
    'Забыл пароль',
    ['войти', 'восстановить', 'вход'],
    'Нажмите «Забыли пароль»; ссылка придёт на почту и действует час.'
  ],
  [
    'account-delete',
    'Удаление учётной записи',
    ['закрыть', 'персональные данные', 'аккаунт'],
    'Напишите нам с адреса аккаунта. Удалим всё, кроме чеков, которые велит хранить закон.'
  ],
  [
    'newsletter',
    'Отписаться от рассылки',
    ['письма', 'спам', 'реклама'],
    'В конце каждого письма есть ссылка.'
  ],
  [
    'warranty',
    'Гарантия и ремонт',
    ['сломался через год'],
    'Гарантия два года. Чиним или заменяем то, что сломалось само.'
  ],
  [
    'size-chart',
    'Как выбрать размер',
    ['мерки', 'таблица'],
    'Измерьте грудь и талию и посмотрите таблицу рядом с товаром.'
  ],
  [
    'stock',
    'Когда товар снова появится',
    ['нет в наличии', 'закончился'],
    'Нажмите «Сообщить»: письмо придёт, как только товар вернётся на склад.'
  ],
  [
    'wholesale',
    'Покупка для организации',
    ['оптом', 'юрлицо'],
    'От двадцати штук есть скидка. Запросите предложение.'
  ],
  [
    'app',
    'Приложение не запускается',
    ['вылетает', 'телефон', 'обновление'],
    'Обновите приложение и перезапустите телефон. Если всё равно вылетает, назовите версию.'
  ]
]
