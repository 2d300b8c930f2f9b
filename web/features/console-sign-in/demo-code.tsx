import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'

/** The authenticator of the demo colleagues, whom nobody has a phone for. The live edition knows none. */
export function DemoCode({ email, onUse }: { email: string; onUse: (code: string) => void }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  const { data: codes } = useQuery({
    queryKey: ['test', 'staff-codes'],
    queryFn: () => api('listDemoStaffCodes', {}),
    enabled: meta?.edition === 'test',
    refetchInterval: 5_000,
    gcTime: 0,
  })
  const mine = codes?.data.find(each => each.email === email.toLowerCase())
  if (!mine) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-dashed border-control/60 p-4 text-sm">
      <FlaskConical aria-hidden className="size-4.5 shrink-0 text-muted" />
      <p className="min-w-0 flex-1 basis-48 text-muted">
        {t('consoleSignIn.demo.text')}{' '}
        <strong className="font-semibold whitespace-nowrap text-ink tabular-nums">
          {mine.code.slice(0, 3)} {mine.code.slice(3)}
        </strong>
      </p>
      <Button variant="secondary" size="sm" onClick={() => onUse(mine.code)}>
        {t('consoleSignIn.demo.use')}
      </Button>
    </div>
  )
}
