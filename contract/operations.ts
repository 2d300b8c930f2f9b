import * as challenges from './api/challenges.ts'
import * as funding from './api/funding.ts'
import * as identity from './api/identity.ts'
import * as meta from './api/meta.ts'
import * as notifications from './api/notifications.ts'
import * as passkeys from './api/passkeys.ts'
import * as officialChannels from './api/official-channels.ts'
import * as pricing from './api/pricing.ts'
import * as security from './api/security.ts'
import * as signIn from './api/sign-in.ts'
import * as transfers from './api/transfers.ts'
import * as twoStep from './api/two-step.ts'
import * as wallet from './api/wallet.ts'

/** Every operation of the customers' API by its id. OpenAPI and the web's client are made from this list. */
export const operations = {
  register: identity.register,
  confirmEmail: identity.confirmEmail,
  confirmEmailByLink: identity.confirmEmailByLink,
  resendEmailCode: identity.resendEmailCode,
  signIn: identity.signIn,
  getSecondStep: signIn.getSecondStep,
  sendSignInCode: signIn.sendSignInCode,
  completeSignIn: signIn.completeSignIn,
  dropSignIn: signIn.dropSignIn,
  listDevices: signIn.listDevices,
  revokeDevice: signIn.revokeDevice,
  getTwoStep: twoStep.getTwoStep,
  startAuthenticator: twoStep.startAuthenticator,
  confirmAuthenticator: twoStep.confirmAuthenticator,
  removeAuthenticator: twoStep.removeAuthenticator,
  makeRecoveryCodes: twoStep.makeRecoveryCodes,
  signOut: identity.signOut,
  listSessions: identity.listSessions,
  endSession: identity.endSession,
  getMe: identity.getMe,
  updateMe: identity.updateMe,
  listPasskeys: passkeys.listPasskeys,
  beginPasskey: passkeys.beginPasskey,
  addPasskey: passkeys.addPasskey,
  renamePasskey: passkeys.renamePasskey,
  removePasskey: passkeys.removePasskey,
  beginPasskeySignIn: passkeys.beginPasskeySignIn,
  signInWithPasskey: passkeys.signInWithPasskey,
  beginPasskeySecondStep: passkeys.beginPasskeySecondStep,
  beginPasskeyStepUp: passkeys.beginPasskeyStepUp,
  getWallet: wallet.getWallet,
  lookUpRecipient: wallet.lookUpRecipient,
  listTransactions: wallet.listTransactions,
  getTransaction: wallet.getTransaction,
  listLimits: pricing.listLimits,
  listFees: pricing.listFees,
  previewTransfer: transfers.previewTransfer,
  createTransfer: transfers.createTransfer,
  getTransfer: transfers.getTransfer,
  getChallenge: challenges.getChallenge,
  sendChallengeCode: challenges.sendChallengeCode,
  passChallenge: challenges.passChallenge,
  listStepUpThresholds: challenges.listStepUpThresholds,
  chooseStepUpThreshold: challenges.chooseStepUpThreshold,
  previewDeposit: funding.previewDeposit,
  createDeposit: funding.createDeposit,
  getDeposit: funding.getDeposit,
  checkDeposit: funding.checkDeposit,
  cancelDeposit: funding.cancelDeposit,
  listRestrictions: security.listRestrictions,
  getSecurity: security.getSecurity,
  listSignIns: security.listSignIns,
  listActivity: security.listActivity,
  endOtherSessions: security.endOtherSessions,
  freezeAccount: security.freezeAccount,
  unfreezeAccount: security.unfreezeAccount,
  reportNotMe: security.reportNotMe,
  lookUpAlert: security.lookUpAlert,
  answerAlert: security.answerAlert,
  setPhrase: security.setPhrase,
  listLessons: security.listLessons,
  completeLesson: security.completeLesson,
  listOfficialChannels: officialChannels.listOfficialChannels,
  checkChannel: officialChannels.checkChannel,
  listNotifications: notifications.listNotifications,
  countUnread: notifications.countUnread,
  readNotifications: notifications.readNotifications,
  listNotificationPreferences: notifications.listNotificationPreferences,
  setNotificationPreference: notifications.setNotificationPreference,
  getPushKey: notifications.getPushKey,
  createPushSubscription: notifications.createPushSubscription,
  deletePushSubscription: notifications.deletePushSubscription,
  getMeta: meta.getMeta,
  listTestMails: meta.listTestMails,
  getTestMail: meta.getTestMail,
  listTestSms: meta.listTestSms,
  advanceTestClock: meta.advanceTestClock,
} as const

export type Operations = typeof operations
export type OperationId = keyof Operations
