import { useTranslation } from 'react-i18next'
import { CopyButton } from '../../ui/copy-button.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import type { Factor } from './choose-factor.tsx'
import { CodeForm } from './code-form.tsx'
import type { Invitation } from './invitation-page.tsx'

type EnrolAppProps = {
  app: Invitation['totp']
  pending: boolean
  isWrong: boolean
  attempt: number
  onFactor: (factor: Factor) => void
}

/** The secret as a picture and as text, then the code that proves the app has it. */
export function EnrolApp({ app, pending, isWrong, attempt, onFactor }: EnrolAppProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className="flex flex-col items-center gap-3">
        <p className="text-center text-sm text-muted">{t('consoleSignIn.factor.scan')}</p>
        <QrCode text={app.uri} label={t('consoleSignIn.factor.picture')} />
      </div>
      <div className="rounded-xl border border-line p-4">
        <p className="text-sm text-muted">{t('consoleSignIn.factor.manual')}</p>
        <div className="mt-2 flex items-center justify-between gap-3">
          <code dir="ltr" className="min-w-0 font-mono text-base font-semibold wrap-anywhere">
            {app.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
          </code>
          <CopyButton text={app.secret} label={t('consoleSignIn.factor.copy')} />
        </div>
      </div>
      <CodeForm
        key={attempt}
        label={t('consoleSignIn.factor.code')}
        action={t('consoleSignIn.factor.finish')}
        pending={pending}
        problem={isWrong ? t('consoleSignIn.factor.codeWrong') : undefined}
        onCode={code => onFactor({ method: 'totp', code })}
      />
    </>
  )
}
