import { useMutation } from '@tanstack/react-query'
import { Camera, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { ApiProblem, fieldProblem } from '../../lib/problem.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { readPicture } from './picture.ts'

type Me = Answer<'getMe'>

/** The picture of a customer, or the first letter of the name. */
export function Avatar({ me }: { me: Me }) {
  const [first = ''] = me.name.trim()
  return me.avatar === null ? (
    <span
      aria-hidden
      className="grid size-20 shrink-0 place-items-center rounded-full bg-brand-soft text-3xl font-bold text-brand-text"
    >
      {first.toLocaleUpperCase()}
    </span>
  ) : (
    <img
      src={`/v1/customers/me/avatar/${me.avatar}`}
      alt=""
      width={80}
      height={80}
      className="size-20 shrink-0 rounded-full bg-sunken object-cover"
    />
  )
}

/** Choosing, changing and removing it. */
export function AvatarChoice({ me }: { me: Me }) {
  const { t } = useTranslation()
  const file = useRef<HTMLInputElement>(null)
  const keep = (updated: Me) => queryClient.setQueryData(meQuery.queryKey, updated)
  const set = useMutation({
    mutationFn: async (chosen: File) => api('setAvatar', { body: { image: await readPicture(chosen) } }),
    onSuccess: keep,
  })
  const remove = useMutation({ mutationFn: () => api('removeAvatar', {}), onSuccess: keep })
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-4">
        <Avatar me={me} />
        <div className="min-w-0 flex-1">
          <p className="truncate text-lg font-bold">{me.name}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            <input
              ref={file}
              type="file"
              accept="image/jpeg,image/png,image/webp,image/gif"
              aria-label={t('profile.picture')}
              className="sr-only"
              tabIndex={-1}
              onChange={event => {
                const [chosen] = event.target.files ?? []
                if (chosen) set.mutate(chosen)
                // The same file may be chosen again after a mistake.
                event.target.value = ''
              }}
            />
            <Button
              variant="secondary"
              size="sm"
              pending={set.isPending}
              onClick={() => file.current?.click()}
            >
              <Camera aria-hidden className="size-4" />
              {t(me.avatar === null ? 'profile.choosePicture' : 'profile.changePicture')}
            </Button>
            {me.avatar === null ? null : (
              <Button variant="ghost" size="sm" pending={remove.isPending} onClick={() => remove.mutate()}>
                <Trash2 aria-hidden className="size-4" />
                {t('profile.removePicture')}
              </Button>
            )}
          </div>
        </div>
      </div>
      <p className="text-sm text-muted">{t('profile.pictureHint')}</p>
      <Problem error={set.error ?? remove.error} />
    </div>
  )
}

/** A picture the browser cannot read never reaches the server; what the server refuses, it explains. */
function Problem({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (error === null) return null
  const text = fieldProblem(error, 'image')
  if (text === undefined && error instanceof ApiProblem) return <ErrorState error={error} />
  return (
    <Alert tone="warn" live>
      {text ?? t('profile.pictureUnreadable')}
    </Alert>
  )
}
