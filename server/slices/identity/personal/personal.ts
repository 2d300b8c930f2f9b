import type { Db, Tx } from '../../../platform/db.ts'
import type { Cron, Job } from '../../../platform/jobs.ts'
import type { Mailer } from '../../../platform/mail.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { SmsSender } from '../../../platform/sms.ts'
import { cancelContactChangeRoute } from './cancel-contact-change.ts'
import { changeContactRoute } from './change-contact.ts'
import { changeNameRoute } from './change-name.ts'
import { changePasswordRoute } from './change-password.ts'
import { closeAccountRoute } from './close-account.ts'
import { createCloseForGood } from './close-for-good.ts'
import { confirmContactChangeRoute } from './confirm-contact-change.ts'
import { downloadDataExportRoute } from './download-data-export.ts'
import { getAvatarRoute } from './get-avatar.ts'
import { getClosingDocumentRoute } from './get-closing-document.ts'
import { getClosingObstaclesRoute } from './get-closing-obstacles.ts'
import { getPersonalChangesRoute } from './get-personal-changes.ts'
import { keepAccountRoute } from './keep-account.ts'
import { listNameChangesRoute } from './list-name-changes.ts'
import { createMakeExport } from './make-export.ts'
import { endNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import { removeAvatarRoute } from './remove-avatar.ts'
import { requestDataExportRoute } from './request-data-export.ts'
import { resendContactCodeRoute } from './resend-contact-code.ts'
import { revertContactChangeRoute } from './revert-contact-change.ts'
import { createSendClosingDocument } from './send-closing-document.ts'
import { setAvatarRoute } from './set-avatar.ts'
import { createPersonalSweep } from './sweep.ts'
import { createTellOldContact } from './tell-old-contact.ts'
import { withdrawNameChangeRoute } from './withdraw-name-change.ts'

export type PersonalOptions = Omit<PersonalParts, 'tellOldContact' | 'makeExport' | 'closeAccount'> & {
  db: Db
  mailer: Pick<Mailer, 'sendMail'>
  sms: SmsSender
  publicUrl: string
}

/** What other slices have to say. */
export type PersonalHooks = Pick<
  PersonalParts,
  'closingChecks' | 'dataSections' | 'onNameChanged' | 'onClosed' | 'closingLines' | 'operator'
>

/** For a program in which nobody else keeps anything about a customer. */
export const noHooks: PersonalHooks = {
  closingChecks: [],
  dataSections: [],
  onNameChanged: [],
  onClosed: [],
  closingLines: () => Promise.resolve([]),
  operator: { name: 'OKPay', supportEmail: 'support@okpay.example', timeZone: 'UTC' },
}

type Personal = {
  routes: Route[]
  jobs: Job[]
  crons: Cron[]
  endNameChange: (tx: Tx, end: Parameters<typeof endNameChange>[2]) => Promise<unknown>
}

/** One's own data: changed, taken along, and left behind. */
export function createPersonal(options: PersonalOptions): Personal {
  const tellOldContact = createTellOldContact(options)
  const makeExport = createMakeExport({ ...options, sections: options.dataSections })
  const sendDocument = createSendClosingDocument(options)
  const closeAccount = createCloseForGood({ ...options, sendDocument })
  const sweep = createPersonalSweep(options)
  const parts: PersonalParts = { ...options, tellOldContact, makeExport, closeAccount }
  return {
    routes: [
      getPersonalChangesRoute(parts),
      changeNameRoute(parts),
      withdrawNameChangeRoute(parts),
      listNameChangesRoute(parts),
      changeContactRoute(parts),
      confirmContactChangeRoute(parts),
      resendContactCodeRoute(parts),
      cancelContactChangeRoute(parts),
      revertContactChangeRoute(parts),
      changePasswordRoute(parts),
      setAvatarRoute(parts),
      removeAvatarRoute(parts),
      getAvatarRoute(parts),
      requestDataExportRoute(parts),
      downloadDataExportRoute(parts),
      getClosingObstaclesRoute(parts),
      closeAccountRoute(parts),
      keepAccountRoute(parts),
      getClosingDocumentRoute(parts),
    ],
    jobs: [tellOldContact, makeExport, sendDocument, closeAccount, sweep.job],
    crons: [sweep],
    endNameChange: (tx, end) => endNameChange(tx, parts, end),
  }
}
