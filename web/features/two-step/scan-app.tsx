import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { deviceOf } from '../../../contract/device.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { NewAuthenticator } from './queries.ts'
import { QrCode } from '../../ui/qr-code.tsx'

/** The secret as a picture for another device's camera, as a link for this device's app, and as text to type. */
export function ScanApp({ app, onDone }: { app: NewAuthenticator; onDone: () => void }) {
  const { t } = useTranslation()
  const { handheld } = deviceOf(navigator.userAgent)
  const link = (
    <a
      href={app.uri}
      className={buttonClass({ variant: handheld ? 'soft' : 'secondary', size: 'md', block: true })}
    >
      <ExternalLink aria-hidden className="size-4.5" />
      {t('twoStep.app.scan.open')}
    </a>
  )
  return (
    <>
      {handheld ? link : null}
      <div className="flex justify-center">
        <QrCode text={app.uri} label={t('twoStep.app.scan.picture')} />
      </div>
      <div className="rounded-xl border border-line p-4">
        <p className="text-sm text-muted">{t('twoStep.app.scan.manual')}</p>
        <div className="mt-2 flex items-center justify-between gap-3">
          <code dir="ltr" className="min-w-0 font-mono text-base font-semibold wrap-anywhere">
            {inFours(app.key)}
          </code>
          <CopyButton text={app.key} label={t('twoStep.app.scan.copy')} />
        </div>
        <p className="mt-2 text-xs text-muted">{t('twoStep.app.scan.details')}</p>
      </div>
      <Button size="lg" block onClick={onDone}>
        {t('ui.continue')}
      </Button>
    </>
  )
}

function inFours(key: string): string {
  return key.replaceAll(/(.{4})(?=.)/g, '$1 ')
}
