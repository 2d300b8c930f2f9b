import { useMutation } from '@tanstack/react-query'
import { CircleAlert, FileCheck2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { downloadFile } from '../../lib/download.ts'
import { codeOf } from '../../lib/problem.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { useSecretLink } from './secret-link.ts'

/** Where the last mail leads: the confirmation of a closed account, to keep. */
export function AccountClosedPage() {
  const { t } = useTranslation()
  const link = useSecretLink()
  const save = useMutation({
    mutationFn: () =>
      downloadFile('getClosingDocument', {
        params: { account_closing: link?.id ?? '' },
        body: { token: link?.token ?? '' },
      }),
  })
  const unknown = link === undefined || codeOf(save.error) === 'not_found'
  if (unknown)
    return (
      <AuthFrame
        icon={<CircleAlert />}
        title={t('recovery.closed.unknownTitle')}
        intro={t('recovery.closed.unknown')}
      >
        {null}
      </AuthFrame>
    )
  return (
    <AuthFrame icon={<FileCheck2 />} title={t('recovery.closed.title')} intro={t('recovery.closed.intro')}>
      {save.error ? <ErrorState error={save.error} /> : null}
      <Button size="lg" block pending={save.isPending} onClick={() => save.mutate()}>
        {t('recovery.closed.download')}
      </Button>
    </AuthFrame>
  )
}
