/**
 * One example body per operation that has a body. A test parses each with its operation's own schema, so an
 * example in the documentation always works.
 */
export const bodyExamples: Record<string, unknown> = {
  register: {
    name: '陈小明',
    email: 'xiaoming@example.com',
    phone: '+8613800138000',
    password: 'correct horse battery staple',
    terms_version: '2026-11-01',
    privacy_version: '2026-11-01',
    locale: 'zh-CN',
  },
  confirmPhone: { code: '204817' },
  acceptDocument: { document: 'terms', version: '2026-11-01' },
  readNotifications: { up_to: '48213' },
  setNotificationPreference: { kind: 'money_in', channel: 'email', enabled: false },
  createPushSubscription: {
    endpoint: 'https://push.example.com/send/f1LsxkKphfQ',
    keys: {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
  },
  confirmEmail: { code: '204817' },
  confirmEmailByLink: { token: 'q3Jd8Wm1Z0rXk5vT2uYp7LsN' },
  signIn: { email: 'xiaoming@example.com', password: 'correct horse battery staple', delivery: 'token' },
  updateMe: { locale: 'en' },
  lookUpRecipient: { recipient: 'alice@example.com' },
  previewTransfer: { recipient: 'alice@example.com', amount: { value: '25.00', currency: 'EUR' } },
  createTransfer: {
    recipient: 'alice@example.com',
    amount: { value: '25.00', currency: 'EUR' },
    note: 'Lunch on Friday',
    expected_fee: { value: '0.00', currency: 'EUR' },
  },
  reportNotMe: { about: 'session.new_device' },
  lookUpAlert: { token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw' },
  answerAlert: { token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw' },
  setPhrase: { phrase: '红色风筝 red kite' },
  completeLesson: { answers: [1, 2] },
  checkChannel: { text: 'https://okpay.example.account-check.top/login' },
  sendChallengeCode: { channel: 'email' },
  passChallenge: { proof: { method: 'email_code', code: '204817' } },
  chooseStepUpThreshold: {
    amount: { value: '250.00', currency: 'EUR' },
    new_recipient: { value: '0.00', currency: 'EUR' },
  },
  previewDeposit: { amount: { value: '100.00', currency: 'EUR' }, method: 'card' },
  createDeposit: { amount: { value: '100.00', currency: 'EUR' }, method: 'card' },
  advanceTestClock: { advance_seconds: 3600 },
}
