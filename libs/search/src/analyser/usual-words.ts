/** So usual that they say nothing of what a text is about, also either half of "can't" and "I'm"; folded. */
export const usualWords: { readonly en: readonly string[]; readonly ru: readonly string[] } = {
  en: (
    'a about after again all also am an and any are as at be because been before being but by can could d did do ' +
    'does doing don for from had has have having he her here hers him his how i if in into is it its just ll me my ' +
    'of on or our please re s she should so some than that the their them then there these they this those to too ' +
    've very was we were what when where which who whom why will with would you your hello hi hey thanks thank ' +
    't m isn aren wasn weren doesn didn won couldn wouldn shouldn hasn haven hadn'
  ).split(' '),
  ru: (
    'а без более бы был была были было быть в вам вас ваш ваша ваши весь во вот все всего всех вы где да даже для до ' +
    'его ее если есть еще же за здесь здравствуйте и из или им их к как какая какие какой когда ко кто ли либо мне ' +
    'мной мы на над надо наш не него нее нет ни них но ну о об он она они оно от очень по под подскажите пожалуйста ' +
    'при привет с сам свой себя со спасибо так также такой там те тем то того тоже той только том тот ты у уже хотя ' +
    'чего чей чем что чтобы эта эти это этого этой этом этот я меня мой моя мои'
  ).split(' ')
}

/** What means the same to whoever asks, and has no stem in common. */
export const usualSynonyms: readonly (readonly string[])[] = [
  ['деньги', 'денег'],
  ['возврат', 'вернуть', 'возвратить', 'возвращать'],
  ['оплата', 'оплатить', 'оплачивать', 'платить'],
  ['заказ', 'заказать']
]
