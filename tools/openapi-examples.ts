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
  sendSignInCode: { method: 'email_code' },
  completeSignIn: {
    proof: { method: 'totp', code: '492039' },
    remember_device: false,
    delivery: 'token',
  },
  confirmAuthenticator: { code: '492039' },
  addPasskey: {
    name: 'Chrome, Windows',
    attestation: {
      id: 'rYpGe3erP19asOlTgmgSreJs6_pyF8zMcPqeydB1i7U',
      rawId: 'rYpGe3erP19asOlTgmgSreJs6_pyF8zMcPqeydB1i7U',
      type: 'public-key',
      response: {
        clientDataJSON:
          'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoicW1yRTdTMWwyazhHdndwcVQyVUNKdlJDdUVXQWNXS0x4ckItZ2doZDQ0ZyIsIm9yaWdpbiI6Imh0dHBzOi8vb2twYXkuZXhhbXBsZSIsImNyb3NzT3JpZ2luIjpmYWxzZX0',
        attestationObject:
          'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVik39PGWyrTUTIVoWLbDAn2T5Ghsi-816aQt5Ks5Uf1wjRFAAAAAAAAAAAAAAAAAAAAAAAAAAAAIK2KRnt3qz9fWrDpU4JoEq3ibOv6chfMzHD6nsnQdYu1pQECAyYgASFYICeuddjTZgbXaqpHsDP4Tvb1jPoANCS6gCUmTyTw6BLKIlggFR_JkPg-7A5ryUtQfsBGInrNv9upUPNr2hiZebrQ5aU',
        transports: ['internal'],
      },
      clientExtensionResults: {},
    },
  },
  renamePasskey: { name: 'Work laptop' },
  signInWithPasskey: {
    delivery: 'token',
    assertion: {
      id: 'rYpGe3erP19asOlTgmgSreJs6_pyF8zMcPqeydB1i7U',
      rawId: 'rYpGe3erP19asOlTgmgSreJs6_pyF8zMcPqeydB1i7U',
      type: 'public-key',
      response: {
        clientDataJSON:
          'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiZlYxczdFWVp5cFhnalI3YkxRajBXN3VrZUg3SmxRVENhcVpPZVBKUHBoOCIsIm9yaWdpbiI6Imh0dHBzOi8vb2twYXkuZXhhbXBsZSIsImNyb3NzT3JpZ2luIjpmYWxzZX0',
        authenticatorData: '39PGWyrTUTIVoWLbDAn2T5Ghsi-816aQt5Ks5Uf1wjQFAAAAAQ',
        signature:
          'MEUCIF8B1DGWJx1INlloxqWVK_unJO9eRCh8On2PyNgQ0KQrAiEA2T-PscS4-aTpG670YZdi19gj8XE--PUhJNVvyGs1y0c',
        userHandle: 'BwcHBwcHBwcHBwcHBwcHBw',
      },
      clientExtensionResults: {},
    },
  },
  updateMe: { locale: 'en' },
  startRecovery: { contact: 'alice@example.com' },
  proveRecovery: { code: '204817' },
  completeRecovery: {
    token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw',
    password: 'granite willow harbor 38',
  },
  openRecoveryRequest: {
    token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw',
    lost: ['authenticator', 'recovery_codes'],
    statement: 'My phone fell into the river, and the paper with the codes was in its case.',
  },
  followRecoveryRequest: { follow_token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw' },
  withdrawRecoveryRequest: { follow_token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw' },
  changeName: { name: 'Alice Baker-Chen' },
  changeContact: { kind: 'email', email: 'alice.new@example.com' },
  confirmContactChange: { code: '204817' },
  revertContactChange: {
    change: 'cch_01ka4zq2xhf7yr9d3m5n8p0stv',
    token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw',
  },
  changePassword: { current_password: 'velvet compass 73 orchard', new_password: 'granite willow harbor 38' },
  setAvatar: { image: 'R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=' },
  getClosingDocument: { token: 'mU8c2Qm0rF1vJ9wq3Zk5xT7yB6nD4hLsPaEoGiKuVtw' },
  lookUpRecipient: { recipient: 'alice@example.com' },
  previewTransfer: { recipient: 'alice@example.com', amount: { value: '25.00', currency: 'EUR' } },
  createRecipient: {
    name: '安娜·施密特',
    latin_name: 'Anna Schmidt',
    label: 'Anna',
    account: { country: 'DE', fields: { iban: 'DE89 3704 0044 0532 0130 00' } },
  },
  renameRecipient: { label: 'Anna, Berlin' },
  createTransferAbroadQuote: {
    recipient: 'rcp_01kb0k2b3reyv8xpsmtmcd09xz',
    source: 'CNY',
    fixed: 'receive',
    amount: { value: '250.00', currency: 'EUR' },
  },
  createTransferAbroad: { quote: 'qt_01kb0k2b3reyv8xpsmtmcd09xz', message: 'Rent for December' },
  createTransfer: {
    recipient: 'alice@example.com',
    amount: { value: '25.00', currency: 'EUR' },
    note: 'Lunch on Friday',
    expected_fee: { value: '0.00', currency: 'EUR' },
  },
  createQuote: { from: 'EUR', to: 'CNY', amount: { value: '100.00', currency: 'EUR' } },
  createConversion: { quote: 'qt_01kabcdefgh0123456789jkmnp' },
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
  previewDeposit: { amount: { value: '100.00', currency: 'EUR' }, method: 'card_debit' },
  listDepositOptions: { amount: { value: '100.00', currency: 'EUR' } },
  createDeposit: { amount: { value: '100.00', currency: 'EUR' }, method: 'card_debit' },
  advanceTestClock: { advance_seconds: 3600 },
}
