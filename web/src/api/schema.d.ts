// Generated from the OpenAPI document: npm run api:types

export interface paths {
    "/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the scheduled jobs with their last run */
        get: operations["getAdminJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/jobs/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a scheduled job now, in a process that runs jobs */
        post: operations["postAdminJobsNameRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the queues with their waiting, active and failed jobs */
        get: operations["getAdminQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/queues/{name}/failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the failed jobs of a queue with their errors, oldest first; at most 1,000 */
        get: operations["getAdminQueuesNameFailed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/queues/{name}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry the failed jobs of a queue: all, or those with these ids */
        post: operations["postAdminQueuesNameRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/failed-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List events that could not be passed on, oldest first; at most 1,000 */
        get: operations["getAdminFailedEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/failed-events/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pass failed events on again: all, or those with these ids */
        post: operations["postAdminFailedEventsRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the features that can be turned off */
        get: operations["getAdminFlags"];
        /** Turn features on or off: for all organizations, a share of them, or single ones */
        put: operations["putAdminFlags"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the backups, with the progress of the one that runs */
        get: operations["getAdminBackups"];
        put?: never;
        /** Make a backup now, in a process that runs jobs */
        post: operations["postAdminBackups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check the installation; each problem comes with a fix */
        get: operations["getAdminDoctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the load of the process that answers; /metrics has everything for Prometheus */
        get: operations["getAdminMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create an account */
        post: operations["postAuthSignup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in an API client */
        post: operations["postAuthLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a refresh token for a new pair of tokens */
        post: operations["postAuthRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out: end this session on every instance */
        post: operations["postAuthLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Validate a token, for services */
        post: operations["postAuthValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in the browser */
        post: operations["postAuthSession"];
        /** Sign out the browser */
        delete: operations["deleteAuthSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my sessions */
        get: operations["getAuthSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of my sessions */
        delete: operations["deleteAuthSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My account */
        get: operations["getAuthMe"];
        put?: never;
        post?: never;
        /** Delete my account, after 14 days of grace */
        delete: operations["deleteAuthMe"];
        options?: never;
        head?: never;
        /** Update my profile */
        patch: operations["patchAuthMe"];
        trace?: never;
    };
    "/auth/me/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel the deletion of my account with the emailed link */
        post: operations["postAuthMeRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export all data stored about me */
        get: operations["getAuthMeExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set my picture */
        post: operations["postAuthMeAvatar"];
        /** Remove my picture */
        delete: operations["deleteAuthMeAvatar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change my password; ends every other session */
        post: operations["postAuthMePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change my email address; takes effect after the emailed link is opened */
        post: operations["postAuthMeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Email a link to set a new password, if the address has an account */
        post: operations["postAuthPasswordForgot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password by the link in the mail */
        post: operations["postAuthPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/email/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resend the confirmation link: to my address or the given one */
        post: operations["postAuthEmailVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an email address with the emailed link */
        post: operations["postAuthEmailVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete sign-in with an authenticator code or a recovery code */
        post: operations["postAuthMfaVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my second-factor methods */
        get: operations["getAuthMfa"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start the setup of an authenticator app */
        post: operations["postAuthMfaTotp"];
        /** Turn off the authenticator app */
        delete: operations["deleteAuthMfaTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the setup of an authenticator app with a code */
        post: operations["postAuthMfaTotpConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create new recovery codes; the old ones stop working */
        post: operations["postAuthMfaRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My passkeys */
        get: operations["getAuthPasskeys"];
        put?: never;
        /** Add a passkey */
        post: operations["postAuthPasskeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create WebAuthn options to add a passkey or sign in with one */
        post: operations["postAuthPasskeysOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkeys/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey, or use it as second factor */
        post: operations["postAuthPasskeysSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a passkey */
        delete: operations["deleteAuthPasskeysId"];
        options?: never;
        head?: never;
        /** Rename a passkey */
        patch: operations["patchAuthPasskeysId"];
        trace?: never;
    };
    "/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List OpenID Connect providers */
        get: operations["getAuthProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Start sign-in with a provider */
        get: operations["getAuthOidcProviderStart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/oidc/{provider}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start connecting an external account: the browser opens `location` and returns with this session */
        post: operations["postAuthOidcProviderLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/oidc/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Callback of a provider */
        get: operations["getAuthOidcProviderCallback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my connected external accounts */
        get: operations["getAuthIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Disconnect an external account */
        delete: operations["deleteAuthIdentitiesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my personal access tokens */
        get: operations["getAuthTokens"];
        put?: never;
        /** Create a personal access token; it is shown only once */
        post: operations["postAuthTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a personal access token */
        delete: operations["deleteAuthTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List people I share an organization with; instance admins see everyone */
        get: operations["getUsers"];
        put?: never;
        /** Create an account for someone */
        post: operations["postUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a person I share an organization with */
        get: operations["getUsersId"];
        put?: never;
        post?: never;
        /** Delete an account; `reassignTo` hands its tasks over first */
        delete: operations["deleteUsersId"];
        options?: never;
        head?: never;
        /** Update an account */
        patch: operations["patchUsersId"];
        trace?: never;
    };
    "/users/{id}/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Somebody’s picture */
        get: operations["getUsersIdAvatar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a link that would be emailed, if this server sends no email; shown only once */
        post: operations["postUsersIdLinks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lock an account and end its sessions */
        post: operations["postUsersIdLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlock an account */
        post: operations["postUsersIdUnlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End all sessions of an account */
        post: operations["postUsersIdSignOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List security events, newest first */
        get: operations["getAdminAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all organizations, oldest first */
        get: operations["getAdminOrganizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My organizations */
        get: operations["getOrganizations"];
        put?: never;
        /** Create an organization */
        post: operations["postOrganizations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An organization */
        get: operations["getOrganizationsId"];
        put?: never;
        post?: never;
        /** Delete an organization, its name typed again; for 30 days it can be restored */
        delete: operations["deleteOrganizationsId"];
        options?: never;
        head?: never;
        /** Update an organization */
        patch: operations["patchOrganizationsId"];
        trace?: never;
    };
    "/organizations/deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deleted organizations that I can restore */
        get: operations["getOrganizationsDeleted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a deleted organization */
        post: operations["postOrganizationsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Transfer ownership to another member */
        post: operations["postOrganizationsIdHandOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the logo; public for listed organizations */
        get: operations["getOrganizationsIdLogo"];
        put?: never;
        /** Set the logo */
        post: operations["postOrganizationsIdLogo"];
        /** Remove the logo */
        delete: operations["deleteOrganizationsIdLogo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/public": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List public organizations */
        get: operations["getOrganizationsPublic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of the organization */
        get: operations["getOrganizationsIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/developers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members with the position developer */
        get: operations["getOrganizationsIdDevelopers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/product-owners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members with the position product owner */
        get: operations["getOrganizationsIdProductOwners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/chart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the org chart: people, positions, teams */
        get: operations["getOrganizationsIdChart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A member */
        get: operations["getOrganizationsIdMembersUserId"];
        put?: never;
        post?: never;
        /** Remove a member or leave; open tasks go to `reassignTo` or become unassigned */
        delete: operations["deleteOrganizationsIdMembersUserId"];
        options?: never;
        head?: never;
        /** Set a member’s role, position, title or manager */
        patch: operations["patchOrganizationsIdMembersUserId"];
        trace?: never;
    };
    "/organizations/{id}/members/{userId}/open-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count the open tasks of a member */
        get: operations["getOrganizationsIdMembersUserIdOpenTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the teams I can access in all my organizations */
        get: operations["getTeams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the teams of the organization that I can access */
        get: operations["getOrganizationsIdTeams"];
        put?: never;
        /** Create a team */
        post: operations["postOrganizationsIdTeams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A team */
        get: operations["getTeamsId"];
        put?: never;
        post?: never;
        /** Delete a team; for 30 days it can be restored with its tasks */
        delete: operations["deleteTeamsId"];
        options?: never;
        head?: never;
        /** Update a team */
        patch: operations["patchTeamsId"];
        trace?: never;
    };
    "/teams/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Archive a team */
        post: operations["postTeamsIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore an archived or deleted team */
        post: operations["postTeamsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a team */
        get: operations["getTeamsIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a member to a team or change their role */
        put: operations["putTeamsIdMembersUserId"];
        post?: never;
        /** Remove a member from a team, or leave it */
        delete: operations["deleteTeamsIdMembersUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List pending invitations */
        get: operations["getOrganizationsIdInvites"];
        put?: never;
        /** Invite someone by email, or several people with `lines` */
        post: operations["postOrganizationsIdInvites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an invitation */
        delete: operations["deleteInvitesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an invitation again; extends it by 7 days */
        post: operations["postInvitesIdResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create an invitation link to share; unlike the emailed link it doesn’t confirm the address */
        post: operations["postInvitesIdLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Preview an invitation */
        post: operations["postInvitesPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation */
        post: operations["postInvitesAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decline an invitation; requires only its link */
        post: operations["postInvitesDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/join-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List join requests, newest first */
        get: operations["getOrganizationsIdJoinRequests"];
        put?: never;
        /** Ask to join a listed organization */
        post: operations["postOrganizationsIdJoinRequests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/join-requests/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept a join request */
        post: operations["postJoinRequestsIdAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/join-requests/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decline a join request */
        post: operations["postJoinRequestsIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/join-requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw my join request */
        delete: operations["deleteJoinRequestsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my permissions in an organization, a team and a project */
        get: operations["getAuthMePermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the projects of the organization */
        get: operations["getOrganizationsIdProjects"];
        put?: never;
        /** Create a project */
        post: operations["postOrganizationsIdProjects"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A project */
        get: operations["getProjectsId"];
        put?: never;
        post?: never;
        /** Delete a project; for 30 days it can be restored */
        delete: operations["deleteProjectsId"];
        options?: never;
        head?: never;
        /** Update a project */
        patch: operations["patchProjectsId"];
        trace?: never;
    };
    "/projects/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a deleted project */
        post: operations["postProjectsIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/favourite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a project to my favourites */
        put: operations["putProjectsIdFavourite"];
        post?: never;
        /** Remove a project from my favourites */
        delete: operations["deleteProjectsIdFavourite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/teams/{teamId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a team to the project */
        put: operations["putProjectsIdTeamsTeamId"];
        post?: never;
        /** Remove a team from the project */
        delete: operations["deleteProjectsIdTeamsTeamId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/guests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the guests of the project, oldest first */
        get: operations["getProjectsIdGuests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/guests/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a guest to the project */
        put: operations["putProjectsIdGuestsUserId"];
        post?: never;
        /** Remove a guest from the project */
        delete: operations["deleteProjectsIdGuestsUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/milestones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the milestones of the project, by date */
        get: operations["getProjectsIdMilestones"];
        put?: never;
        /** Add a milestone */
        post: operations["postProjectsIdMilestones"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/milestones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a milestone */
        delete: operations["deleteMilestonesId"];
        options?: never;
        head?: never;
        /** Update or complete a milestone */
        patch: operations["patchMilestonesId"];
        trace?: never;
    };
    "/projects/{id}/updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the updates of the project, newest first */
        get: operations["getProjectsIdUpdates"];
        put?: never;
        /** Post a project update */
        post: operations["postProjectsIdUpdates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bootstrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what the browser app needs first: my account, organizations and teams, and the parts of one team */
        get: operations["getBootstrap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Update up to 500 tasks, each on its own or all or none */
        post: operations["postTasksBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tasks of a team */
        get: operations["getTeamsIdTasks"];
        put?: never;
        /** Create a task */
        post: operations["postTeamsIdTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The columns of the team’s board: how many tasks each has, and the first of them */
        get: operations["getTeamsIdBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tasks across teams and organizations */
        get: operations["getTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/my-work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my work by due date, and what I am waiting for */
        get: operations["getMyWork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a task by id, or by key and organization */
        get: operations["getTasksId"];
        put?: never;
        post?: never;
        /** Move a task to the trash */
        delete: operations["deleteTasksId"];
        options?: never;
        head?: never;
        /** Update a task */
        patch: operations["patchTasksId"];
        trace?: never;
    };
    "/tasks/{id}/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get everything the task page shows initially */
        get: operations["getTasksIdPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/roll-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the progress of a task with all its subtasks */
        get: operations["getTasksIdRollUp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a task from the trash */
        post: operations["postTasksIdRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a task on the board, or to another team */
        post: operations["postTasksIdMove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Duplicate a task */
        post: operations["postTasksIdDuplicate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete a task */
        post: operations["postTasksIdComplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Skip one date of a recurring task */
        post: operations["postTasksIdSkip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reopen a task */
        post: operations["postTasksIdReopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Archive a task */
        post: operations["postTasksIdArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore an archived task to the board */
        post: operations["postTasksIdUnarchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tasks of a person that I can access */
        get: operations["getUsersIdTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/watchers/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a follower to a task */
        put: operations["putTasksIdWatchersUserId"];
        post?: never;
        /** Remove a follower from a task */
        delete: operations["deleteTasksIdWatchersUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/collaborators/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a collaborator to a task */
        put: operations["putTasksIdCollaboratorsUserId"];
        post?: never;
        /** Remove a collaborator from a task */
        delete: operations["deleteTasksIdCollaboratorsUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/statuses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the statuses of the team’s workflow */
        get: operations["getTeamsIdStatuses"];
        put?: never;
        /** Add a status to the team’s workflow */
        post: operations["postTeamsIdStatuses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statuses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a status; its tasks move to another */
        delete: operations["deleteStatusesId"];
        options?: never;
        head?: never;
        /** Update a status: name, position, limit and allowed next statuses */
        patch: operations["patchStatusesId"];
        trace?: never;
    };
    "/teams/{id}/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the workflow settings of a team */
        get: operations["getTeamsIdWorkflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set when closed tasks are archived automatically */
        patch: operations["patchTeamsIdWorkflow"];
        trace?: never;
    };
    "/teams/{id}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the custom fields of a team */
        get: operations["getTeamsIdFields"];
        put?: never;
        /** Create a custom field */
        post: operations["postTeamsIdFields"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fields/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a custom field and its values in all tasks */
        delete: operations["deleteFieldsId"];
        options?: never;
        head?: never;
        /** Update a custom field; tasks lose deleted options */
        patch: operations["patchFieldsId"];
        trace?: never;
    };
    "/tasks/{id}/dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the dependencies of a task */
        get: operations["getTasksIdDependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/dependencies/{otherId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a dependency between two tasks; the default type is blocks */
        put: operations["putTasksIdDependenciesOtherId"];
        post?: never;
        /** Remove a dependency */
        delete: operations["deleteTasksIdDependenciesOtherId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/backlinks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the descriptions and comments that name a task by its key, newest first */
        get: operations["getTasksIdBacklinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the labels of the organization */
        get: operations["getOrganizationsIdLabels"];
        put?: never;
        /** Create a label */
        post: operations["postOrganizationsIdLabels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/labels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a label and remove it from all tasks */
        delete: operations["deleteLabelsId"];
        options?: never;
        head?: never;
        /** Update a label */
        patch: operations["patchLabelsId"];
        trace?: never;
    };
    "/tasks/{id}/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the checklist items of a task */
        get: operations["getTasksIdChecklist"];
        put?: never;
        /** Add a checklist item */
        post: operations["postTasksIdChecklist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checklist-items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a checklist item */
        delete: operations["deleteChecklistItemsId"];
        options?: never;
        head?: never;
        /** Update or complete a checklist item */
        patch: operations["patchChecklistItemsId"];
        trace?: never;
    };
    "/checklist-items/{id}/to-task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Convert a checklist item to a subtask */
        post: operations["postChecklistItemsIdToTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the comments of a task, oldest first */
        get: operations["getTasksIdComments"];
        put?: never;
        /** Comment on a task */
        post: operations["postTasksIdComments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/comments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a comment */
        delete: operations["deleteCommentsId"];
        options?: never;
        head?: never;
        /** Update my comment */
        patch: operations["patchCommentsId"];
        trace?: never;
    };
    "/comments/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List previous versions of a comment, newest first */
        get: operations["getCommentsIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/comments/{id}/reactions/{emoji}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** React to a comment */
        put: operations["putCommentsIdReactionsEmoji"];
        post?: never;
        /** Remove my reaction */
        delete: operations["deleteCommentsIdReactionsEmoji"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the files of a task */
        get: operations["getTasksIdAttachments"];
        put?: never;
        /** Add a file of at most 25 MiB */
        post: operations["postTasksIdAttachments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a file; images are shown inline */
        get: operations["getAttachmentsId"];
        put?: never;
        post?: never;
        /** Delete a file */
        delete: operations["deleteAttachmentsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the history of a task */
        get: operations["getTasksIdLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the history of a team’s tasks */
        get: operations["getTeamsIdLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the history of all tasks I can access */
        get: operations["getOrganizationsIdLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the changes of a person in tasks I can access */
        get: operations["getUsersIdLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the deleted tasks of a team; they are kept for 30 days */
        get: operations["getTeamsIdTrash"];
        put?: never;
        post?: never;
        /** Permanently delete all tasks in a team’s trash */
        delete: operations["deleteTeamsIdTrash"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/trash/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Permanently delete a task in the trash */
        delete: operations["deleteTeamsIdTrashTaskId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my saved views and shared ones */
        get: operations["getOrganizationsIdViews"];
        put?: never;
        /** Save a view, private or shared */
        post: operations["postOrganizationsIdViews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a saved view */
        delete: operations["deleteViewsId"];
        options?: never;
        head?: never;
        /** Update a saved view */
        patch: operations["patchViewsId"];
        trace?: never;
    };
    "/recurrence/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Preview the next dates of a recurrence rule */
        get: operations["getRecurrencePreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/reminder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set my reminder of a task */
        put: operations["putTasksIdReminder"];
        post?: never;
        /** Remove my reminder of a task */
        delete: operations["deleteTasksIdReminder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get progress, burn-up and forecast of a project */
        get: operations["getProjectsIdProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the timeline of a project */
        get: operations["getProjectsIdTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get statistics of a team */
        get: operations["getTeamsIdStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get statistics of the teams I can access */
        get: operations["getOrganizationsIdStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/project-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List project templates */
        get: operations["getOrganizationsIdProjectTemplates"];
        put?: never;
        /** Save a project as a template */
        post: operations["postOrganizationsIdProjectTemplates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/project-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a template with all its tasks */
        get: operations["getProjectTemplatesId"];
        put?: never;
        post?: never;
        /** Delete a plan; projects made of it stay */
        delete: operations["deleteProjectTemplatesId"];
        options?: never;
        head?: never;
        /** Rename a template */
        patch: operations["patchProjectTemplatesId"];
        trace?: never;
    };
    "/project-templates/{id}/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a project from a template, with its milestones, tasks and dependencies */
        post: operations["postProjectTemplatesIdUse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/task-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List task templates */
        get: operations["getTeamsIdTaskTemplates"];
        put?: never;
        /** Save a task with its subtasks as a template, or create a template */
        post: operations["postTeamsIdTaskTemplates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a template with all its tasks */
        get: operations["getTaskTemplatesId"];
        put?: never;
        post?: never;
        /** Delete a plan */
        delete: operations["deleteTaskTemplatesId"];
        options?: never;
        head?: never;
        /** Update a task template */
        patch: operations["patchTaskTemplatesId"];
        trace?: never;
    };
    "/task-templates/{id}/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a task from a template */
        post: operations["postTaskTemplatesIdUse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the imports of the organization, newest first */
        get: operations["getOrganizationsIdImports"];
        put?: never;
        /** Import a file of another tool */
        post: operations["postOrganizationsIdImports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the status and report of an import */
        get: operations["getImportsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import the file of a finished dry run */
        post: operations["postImportsIdRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an import; what it created is kept */
        post: operations["postImportsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the latest 20 exports of the organization, newest first */
        get: operations["getOrganizationsIdExports"];
        put?: never;
        /** Export everything of the organization as an archive */
        post: operations["postOrganizationsIdExports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the status of an export */
        get: operations["getExportsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the archive of an export */
        get: operations["getExportsIdFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My inbox */
        get: operations["getNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count unread notifications */
        get: operations["getNotificationsCount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark all notifications as read */
        post: operations["postNotificationsReadAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/mark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark notifications as read, unread or done, or snooze them */
        post: operations["postNotificationsMark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo a change of my inbox, except where it was changed again since */
        post: operations["postNotificationsUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notification as read */
        post: operations["postNotificationsIdRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notification as unread, and take it back into the inbox */
        post: operations["postNotificationsIdUnread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a notification out of the inbox */
        post: operations["postNotificationsIdDone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a notification out of the inbox until a time; then it is unread */
        post: operations["postNotificationsIdSnooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my notification preferences, as they apply */
        get: operations["getNotificationsPreferences"];
        /** Change my notification preferences; what is left out stays */
        put: operations["putNotificationsPreferences"];
        post?: never;
        /** Go back to the default preferences, or in an organization to my own */
        delete: operations["deleteNotificationsPreferences"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open the page that asks before it turns off emails, for people who follow the link of an email */
        get: operations["getNotificationsUnsubscribe"];
        put?: never;
        /** Turn off emails of the types in the signed token, with one click in a mail program (RFC 8058) */
        post: operations["postNotificationsUnsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/mutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I have muted */
        get: operations["getNotificationsMutes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether I have muted the task */
        get: operations["getTasksIdMute"];
        /** Mute a task: no notifications about it, but my own reminders */
        put: operations["putTasksIdMute"];
        post?: never;
        /** Unmute a task */
        delete: operations["deleteTasksIdMute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether I have muted the project */
        get: operations["getProjectsIdMute"];
        /** Mute a project: no notifications about it, but my own reminders */
        put: operations["putProjectsIdMute"];
        post?: never;
        /** Unmute a project */
        delete: operations["deleteProjectsIdMute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the state of email: providers, queue and worker */
        get: operations["getEmailStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test email now, and get the result */
        post: operations["postEmailTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the types of email, with their names in my language */
        get: operations["getEmailTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List emails and their status, newest first */
        get: operations["getAdminMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/messages/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send all failed emails again */
        post: operations["postAdminMessagesRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an email as it is rendered; its one-time links are hidden */
        get: operations["getAdminMessagesId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/messages/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the HTML part of an email as a page; its links lead nowhere */
        get: operations["getAdminMessagesIdPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an email again that was not delivered, and notifications to its address */
        post: operations["postAdminMessagesIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/mail-address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the address that turns emails into tasks of the team */
        get: operations["getTeamsIdMailAddress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change who can create tasks by email */
        patch: operations["patchTeamsIdMailAddress"];
        trace?: never;
    };
    "/teams/{id}/mail-address/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the team’s address by a new one; the earlier one stops working */
        post: operations["postTeamsIdMailAddressRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mail-in/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive the webhook email.received of Resend, and fetch the email */
        post: operations["postMailInResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mail-in/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver a received email: as message/rfc822, or as a form with the file "message" */
        post: operations["postMailInRaw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mail-events/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive a webhook of Resend: an email bounced, was delayed, delivered or marked as spam */
        post: operations["postMailEventsResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/email-address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get whether my email address accepts notifications */
        get: operations["getNotificationsEmailAddress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/email-address/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send notifications to my email address again, and a test email now */
        post: operations["postNotificationsEmailAddressRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/mail-action": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the page that asks before it does what a button of an email says; changes nothing */
        get: operations["getNotificationsMailAction"];
        put?: never;
        /** Complete a task, or be reminded of it later, with the signed single-use link of an email */
        post: operations["postNotificationsMailAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The key that a browser needs to subscribe to push messages (VAPID, RFC 8292) */
        get: operations["getNotificationsPushKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push-subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My devices that receive push messages */
        get: operations["getNotificationsPushSubscriptions"];
        put?: never;
        /** Send push messages to this browser */
        post: operations["postNotificationsPushSubscriptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push-subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Stop sending push messages to a device */
        delete: operations["deleteNotificationsPushSubscriptionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/reminders/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remind people of a task now, for services */
        post: operations["postNotificationsRemindersTaskId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue an email, for services; its record is among the messages */
        post: operations["postNotificationsEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a push message to a person’s browsers, for services */
        post: operations["postNotificationsPush"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream changes in what I can access (Server-Sent Events) */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that I look at a task, every 15 seconds, and read who else does */
        post: operations["postTasksIdPresence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/teams/{id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that I look at the board of a team, every 15 seconds, and read who looks at its tasks */
        post: operations["postTeamsIdPresence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/presence/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a page of mine no longer shows the task or board that it named with this tab */
        post: operations["postPresenceLeave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhooks */
        get: operations["getOrganizationsIdWebhooks"];
        put?: never;
        /** Create a webhook; its secret is shown only once */
        post: operations["postOrganizationsIdWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook */
        get: operations["getWebhooksId"];
        put?: never;
        post?: never;
        /** Delete a webhook and its deliveries */
        delete: operations["deleteWebhooksId"];
        options?: never;
        head?: never;
        /** Update a webhook, or turn it on or off */
        patch: operations["patchWebhooksId"];
        trace?: never;
    };
    "/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a new secret; the previous one signs too for 24 hours */
        post: operations["postWebhooksIdRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test event */
        post: operations["postWebhooksIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deliveries of the last 30 days, newest first */
        get: operations["getWebhooksIdDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again */
        post: operations["postDeliveriesIdRedeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Job: {
            name: string;
            /** @description When it runs: five fields, in UTC. */
            cron: string;
            /** @description Null if it has not run within the last day. */
            lastRun: {
                /** @enum {string} */
                state: "running" | "done" | "failed";
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                finishedAt: string | null;
                error: string | null;
            } | null;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance: string;
            code: string;
            requestId: string;
            errors?: {
                path: string;
                message: string;
            }[];
            /** @description For `bad-origin`: the address configured for the server. */
            publicUrl?: string;
            /** @description For `part-away`: the module of the server that is unavailable. */
            part?: string;
        };
        StartedJob: {
            name: string;
        };
        Queue: {
            name: string;
            /** @description Jobs that are due, or that were tried and are due later. */
            waiting: number;
            active: number;
            /** @description Jobs that failed permanently. */
            failed: number;
            /** @description For how long the oldest job that is due has waited. */
            oldestSeconds: number;
        };
        FailedJob: {
            /** Format: uuid */
            id: string;
            queue: string;
            error: string;
            attempts: number;
            /** Format: date-time */
            at: string;
        };
        Retried: {
            retried: number;
        };
        /** @description An event that could not be passed on to other modules. */
        FailedEvent: {
            /** Format: uuid */
            id: string;
            module: string;
            type: string | null;
            error: string;
            /** Format: date-time */
            at: string;
        };
        Flag: {
            /** @enum {string} */
            name: "webhooks" | "imports";
            description: string;
            /** @enum {string} */
            state: "on" | "off";
            /** @description The share of organizations for which it is on, while its state is `on`. */
            percentage: number;
            /** @description Organizations with a state of their own, whatever the state of the flag. */
            organizations: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                state: "on" | "off";
            }[];
            /** Format: date-time */
            updatedAt: string | null;
            /**
             * Format: uuid
             * @description Null if it was set at the server, or never.
             */
            updatedBy: string | null;
        };
        Backups: {
            /** @description The folder or bucket. */
            target: string;
            /** @description Five cron fields in UTC; null if the server makes none by itself. */
            schedule: string | null;
            /** @description Whether new backups are encrypted. */
            isEncrypted: boolean;
            /** @description Whether new backups contain the keys of the installation. */
            withKeys: boolean;
            /** @description The last backup by the server. */
            run: {
                /**
                 * @description stopped: its process ended before it.
                 * @enum {string}
                 */
                state: "running" | "done" | "failed" | "stopped";
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                finishedAt: string | null;
                /** @description Of rows and attachments so far. */
                bytes: number;
                /** @description Of the last complete backup. */
                expectedBytes: number | null;
                file: string | null;
                error: string | null;
            } | null;
            /** @description Newest first. */
            items: components["schemas"]["Backup"][];
            /** @description Why the folder or bucket can’t be read. */
            problem: string | null;
        };
        Backup: {
            /** @description The full name, for `taskuno restore`. */
            file: string;
            /** Format: date-time */
            createdAt: string;
            bytes: number;
            isEncrypted: boolean;
        };
        StartedBackup: {
            /** @enum {boolean} */
            started: true;
        };
        Findings: {
            findings: components["schemas"]["Finding"][];
        };
        Finding: {
            /** @description Stable, for programs. */
            id: string;
            /** @enum {string} */
            level: "ok" | "warning" | "error";
            title: string;
            message: string;
            /** @description What to do; null if nothing needs to be done. */
            fix: string | null;
            /** @description A setting, a command or a line of a proxy’s configuration, to copy. */
            command: string | null;
        };
        /** @description The load of the process that answers, over the last minute. */
        Load: {
            /** @description How long has been measured: from the first look on, at most a minute. */
            seconds: number;
            requestsPerSecond: number;
            /** @description 95 % of the replies took at most this long. */
            p95Ms: number | null;
            /** @description Replies with a status of 500 or more. */
            failures: number;
            eventLoopDelayMs: number;
            /** @description 100 is one core. */
            cpuPercent: number;
            memoryBytes: number;
            uptimeSeconds: number;
            openStreams: number;
        };
        Tokens: {
            user: components["schemas"]["User"];
            accessToken: string;
            refreshToken: string;
            expiresIn: number;
        };
        User: {
            /** Format: uuid */
            id: string;
            email: string;
            emailVerified: boolean;
            username: string;
            name: string;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            avatarUrl: string | null;
            /** @enum {string} */
            locale: "en" | "fa";
            timezone: string;
            /** @enum {string} */
            calendar: "gregorian" | "persian";
            instanceAdmin: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        Session: {
            user: components["schemas"]["User"];
        };
        ConfirmationRequired: {
            /** @enum {boolean} */
            confirmationRequired: true;
        };
        SecondFactorRequired: {
            /** @enum {boolean} */
            mfaRequired: true;
            mfaToken: string;
            methods: ("totp" | "passkey" | "recovery-code")[];
        };
        Introspection: {
            active: boolean;
            userId?: string;
            /** Format: date-time */
            expiresAt?: string;
            /** @enum {string} */
            kind?: "access" | "personal";
        };
        SessionEntry: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "browser" | "api";
            current: boolean;
            /** @description For example “Firefox on Linux”; empty if unknown. */
            device: string;
            address: string;
            secondFactor: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        OwnData: {
            [key: string]: unknown;
        };
        Accepted: Record<string, never>;
        SecondFactors: {
            methods: ("totp" | "passkey" | "recovery-code")[];
            recoveryCodesLeft: number;
            hasPassword: boolean;
        };
        Enrolment: {
            secret: string;
            otpauthUri: string;
            qrSvg: string;
        };
        RecoveryCodes: {
            recoveryCodes: string[];
        };
        Passkey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Whether a password manager stores it, so that it is not limited to one device. */
            isBackedUp: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lastUsedAt: string | null;
        };
        /** @description Options for navigator.credentials (WebAuthn), and the name to return the response with. */
        PasskeyOptions: {
            /** Format: uuid */
            challengeId: string;
            options: {
                [key: string]: unknown;
            };
        };
        NewPasskey: {
            passkey: components["schemas"]["Passkey"];
            recoveryCodes: string[] | null;
        };
        Provider: {
            name: string;
            label: string;
        };
        ProviderVisit: {
            location: string;
        };
        Identity: {
            /** Format: uuid */
            id: string;
            provider: string;
            email: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lastUsedAt: string | null;
        };
        PersonalToken: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: date-time */
            lastUsedAt: string | null;
        };
        NewPersonalToken: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: date-time */
            lastUsedAt: string | null;
            token: string;
        };
        AdminUser: {
            /** Format: uuid */
            id: string;
            email: string;
            emailVerified: boolean;
            username: string;
            name: string;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            avatarUrl: string | null;
            /** @enum {string} */
            locale: "en" | "fa";
            timezone: string;
            /** @enum {string} */
            calendar: "gregorian" | "persian";
            instanceAdmin: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lockedAt: string | null;
            /** Format: date-time */
            leavingAt: string | null;
        };
        Person: {
            /** Format: uuid */
            id: string;
            username: string;
            name: string;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            avatarUrl: string | null;
            email: string;
        };
        HandedLink: {
            /** @description Works once, for anyone who has it. */
            url: string;
        };
        AuditEntry: {
            /** Format: uuid */
            id: string;
            type: string;
            actor: {
                kind: string;
                /** Format: uuid */
                id: string | null;
                name: string | null;
            };
            user: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            address: string;
            requestId: string;
            facts: {
                [key: string]: string;
            };
            /** Format: date-time */
            at: string;
        };
        OrganizationSummary: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            members: number;
            teams: number;
            /** Format: date-time */
            createdAt: string;
        };
        Organization: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            logoUrl: string | null;
            listed: boolean;
            membersMakeProjects: boolean;
            membersMakeLabels: boolean;
            requireSecondFactor: boolean;
            /**
             * Format: uuid
             * @description Team that new members, except guests, are added to.
             */
            defaultTeamId: string | null;
            /** @description 1 is Monday, 7 Sunday (ISO 8601). */
            weekStart: number;
            /** @enum {string} */
            locale: "en" | "fa";
            workingDays: number[];
            waitsForSecondFactor: boolean;
            /** @enum {string} */
            myRole: "owner" | "admin" | "member" | "guest";
            /** Format: date-time */
            createdAt: string;
        };
        DeletedOrganization: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            /** Format: date-time */
            deletedAt: string;
            /**
             * Format: date-time
             * @description Time until which it can be restored.
             */
            purgeAt: string;
        };
        PublicOrganization: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            logoUrl: string | null;
            /** @description Whether the caller is a member; false if not signed in. */
            isMember: boolean;
            /** @description Whether the caller has a pending join request; false if not signed in. */
            hasAsked: boolean;
        };
        Member: {
            /** Format: uuid */
            userId: string;
            user: components["schemas"]["Person"];
            /** @enum {string} */
            role: "owner" | "admin" | "member" | "guest";
            /** @enum {string} */
            position: "developer" | "product_owner" | "designer" | "manager" | "other";
            title: string;
            /** Format: uuid */
            managerId: string | null;
            /** Format: date-time */
            joinedAt: string;
        };
        Chart: {
            /** @description Everyone except guests, each after their manager, otherwise sorted by name. */
            people: {
                /** Format: uuid */
                userId: string;
                name: string;
                username: string;
                /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
                avatarUrl: string | null;
                /** @enum {string} */
                role: "owner" | "admin" | "member" | "guest";
                /** @enum {string} */
                position: "developer" | "product_owner" | "designer" | "manager" | "other";
                title: string;
                /**
                 * Format: uuid
                 * @description Null at the top of the chart.
                 */
                managerId: string | null;
                /** @description 0 at the top. */
                depth: number;
                /** @description Number of direct reports. */
                reports: number;
                teams: {
                    /** Format: uuid */
                    teamId: string;
                    /** @enum {string} */
                    role: "owner" | "admin" | "member";
                }[];
            }[];
            positions: {
                /** @enum {string} */
                position: "developer" | "product_owner" | "designer" | "manager" | "other";
                count: number;
            }[];
            teams: {
                /** Format: uuid */
                id: string;
                name: string;
                key: string;
                colour: string;
            }[];
        };
        OpenTasks: {
            count: number;
        };
        Team: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            name: string;
            key: string;
            colour: string;
            description: string;
            /** @enum {string} */
            visibility: "team" | "organization";
            /** @enum {string} */
            editPolicy: "involved" | "members";
            deleteOpenTasks: boolean;
            /** Format: date-time */
            archivedAt: string | null;
            /** @enum {string|null} */
            myRole: "owner" | "admin" | "member" | null;
            /** Format: date-time */
            createdAt: string;
        };
        TeamMember: {
            /** Format: uuid */
            userId: string;
            user: components["schemas"]["Person"];
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            /** Format: date-time */
            joinedAt: string;
        };
        Invite: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            email: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member" | "guest";
            /** Format: uuid */
            teamId: string | null;
            /** @enum {string|null} */
            teamRole: "owner" | "admin" | "member" | null;
            /** Format: uuid */
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** @enum {string} */
            mail: "queued" | "sent" | "failed" | "off";
        };
        InvitedLines: {
            items: {
                /** @description The line as pasted. */
                line: string;
                email: string | null;
                /** @enum {string} */
                status: "invited" | "already-member" | "already-invited" | "duplicate" | "bad-address";
                invite: components["schemas"]["Invite"] | null;
            }[];
        };
        InviteLink: {
            url: string;
        };
        InvitePreview: {
            organizationName: string;
            email: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member" | "guest";
            /** Format: uuid */
            teamId: string | null;
            invitedBy: string | null;
            /** Format: date-time */
            expiresAt: string;
        };
        InviteAccepted: {
            /** Format: uuid */
            organizationId: string;
        };
        JoinRequest: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /** @description Null if the account was deleted. */
            user: {
                /** Format: uuid */
                id: string;
                username: string;
                name: string;
                /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
                avatarUrl: string | null;
                email: string;
            } | null;
            message: string;
            /** @enum {string} */
            state: "open" | "accepted" | "declined" | "withdrawn";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            decidedAt: string | null;
        };
        /** @description What the caller is allowed to do. */
        Permissions: {
            /** Format: uuid */
            organizationId: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member" | "guest";
            organization: {
                /** @description See members, chart and teams; false for guests. */
                seeMembers: boolean;
                changeSettings: boolean;
                /** @description Change role, position, title and manager of others, remove them, answer join requests. */
                manageMembers: boolean;
                /** @description Add and remove owners, transfer ownership. */
                manageOwners: boolean;
                invite: boolean;
                makeTeams: boolean;
                makeProjects: boolean;
                makeLabels: boolean;
                importTasks: boolean;
                delete: boolean;
            };
            /** @description Permissions in the given team; null if the caller can’t access it. */
            team: {
                /** Format: uuid */
                teamId: string;
                /** @enum {string|null} */
                role: "owner" | "admin" | "member" | null;
                read: boolean;
                createTasks: boolean;
                /** @description If false, only tasks in which they are involved. */
                editEveryTask: boolean;
                /** @description If false, only tasks that they created. */
                deleteEveryTask: boolean;
                /** @description Settings, members, archive. */
                changeSettings: boolean;
                invite: boolean;
                /** @description Add and remove owners, delete the team. */
                manageOwners: boolean;
            } | null;
            /** @description Permissions in the given project; null if the caller can’t access it. */
            project: {
                /** Format: uuid */
                projectId: string;
                /** @description Change fields, status, teams, guests and milestones. */
                change: boolean;
                postUpdate: boolean;
                delete: boolean;
            } | null;
        };
        Project: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            name: string;
            key: string;
            description: string;
            /** @enum {string} */
            status: "planned" | "active" | "on_hold" | "completed" | "cancelled" | "archived";
            /** @description Allowed next statuses. */
            nextStatuses: ("planned" | "active" | "on_hold" | "completed" | "cancelled" | "archived")[];
            /** Format: uuid */
            leadId: string | null;
            lead: components["schemas"]["Person"] | null;
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            targetDate: string | null;
            colour: string;
            teamIds: string[];
            /**
             * @description Health of the latest update.
             * @enum {string|null}
             */
            health: "on_track" | "at_risk" | "off_track" | null;
            /** @description Whether it is a favourite of the caller. */
            favourite: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        ProjectGuest: {
            /** Format: uuid */
            userId: string;
            user: components["schemas"]["Person"];
        };
        Milestone: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            projectId: string;
            name: string;
            /** Format: date */
            date: string | null;
            done: boolean;
            /** Format: date-time */
            doneAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description Increases with every change; used as ETag. */
            version: number;
        };
        ProjectUpdate: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            projectId: string;
            /** @enum {string} */
            health: "on_track" | "at_risk" | "off_track";
            text: string;
            /** @description Null if the account was deleted. */
            author: {
                /** Format: uuid */
                id: string;
                username: string;
                name: string;
                /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
                avatarUrl: string | null;
                email: string;
            } | null;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description What the browser app needs first. Each part is as its own list replies. */
        Bootstrap: {
            organizations: {
                items: components["schemas"]["Organization"][];
                nextCursor: string | null;
            };
            teams: {
                items: components["schemas"]["Team"][];
                nextCursor: string | null;
            };
            /** @description In the given team and its organization; null without one. */
            permissions: {
                /** Format: uuid */
                organizationId: string;
                /** @enum {string} */
                role: "owner" | "admin" | "member" | "guest";
                organization: {
                    /** @description See members, chart and teams; false for guests. */
                    seeMembers: boolean;
                    changeSettings: boolean;
                    /** @description Change role, position, title and manager of others, remove them, answer join requests. */
                    manageMembers: boolean;
                    /** @description Add and remove owners, transfer ownership. */
                    manageOwners: boolean;
                    invite: boolean;
                    makeTeams: boolean;
                    makeProjects: boolean;
                    makeLabels: boolean;
                    importTasks: boolean;
                    delete: boolean;
                };
                /** @description Permissions in the given team; null if the caller can’t access it. */
                team: {
                    /** Format: uuid */
                    teamId: string;
                    /** @enum {string|null} */
                    role: "owner" | "admin" | "member" | null;
                    read: boolean;
                    createTasks: boolean;
                    /** @description If false, only tasks in which they are involved. */
                    editEveryTask: boolean;
                    /** @description If false, only tasks that they created. */
                    deleteEveryTask: boolean;
                    /** @description Settings, members, archive. */
                    changeSettings: boolean;
                    invite: boolean;
                    /** @description Add and remove owners, delete the team. */
                    manageOwners: boolean;
                } | null;
                /** @description Permissions in the given project; null if the caller can’t access it. */
                project: {
                    /** Format: uuid */
                    projectId: string;
                    /** @description Change fields, status, teams, guests and milestones. */
                    change: boolean;
                    postUpdate: boolean;
                    delete: boolean;
                } | null;
            } | null;
            /** @description Of the team’s organization; null for guests. */
            members: {
                items: components["schemas"]["Member"][];
                nextCursor: string | null;
            } | null;
            /** @description Everything here is at least as new: an event stream resumes from it. */
            lastEventId: string;
            me: components["schemas"]["User"];
            /** @description Of the given team; null without one that the caller can read. */
            statuses: {
                items: components["schemas"]["Status"][];
                nextCursor: string | null;
            } | null;
            /** @description Of the given team; null without one that the caller can read. */
            fields: {
                items: components["schemas"]["Field"][];
                nextCursor: string | null;
            } | null;
            /** @description Of the team’s organization; null without a team, and for guests. */
            labels: {
                items: components["schemas"]["Label"][];
                nextCursor: string | null;
            } | null;
        };
        Status: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            teamId: string;
            name: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            position: number;
            /** @description Maximum number of tasks with this status; the board warns above it. */
            limit: number | null;
            /** @description Allowed next statuses; null for any. */
            transitions: string[] | null;
        };
        Field: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            teamId: string;
            name: string;
            /** @enum {string} */
            type: "text" | "number" | "date" | "choice" | "person" | "link";
            /** @description Options of a choice field. */
            options: {
                id: string;
                name: string;
                colour: string | null;
            }[];
            /** @description Whether cards show it. */
            onCard: boolean;
            position: number;
        };
        Label: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            name: string;
            colour: string;
        };
        BulkResult: {
            /** Format: uuid */
            id: string;
            /** @description Status code of the same change for a single task. */
            status: number;
            /** @description The current version of the task; required for an undo. */
            version: number | null;
            problem: components["schemas"]["ProblemOfOne"];
            /** @description For recurring tasks: the task that completion created for the next date. When a completion is undone: the next task, if it was kept because someone has changed it. */
            next: {
                /** Format: uuid */
                id: string;
                key: string;
                /** Format: uuid */
                organizationId: string;
                /** Format: uuid */
                teamId: string;
                /** Format: uuid */
                projectId: string | null;
                /** Format: uuid */
                milestoneId: string | null;
                /** Format: uuid */
                parentId: string | null;
                title: string;
                /** Format: uuid */
                statusId: string;
                /** @enum {string} */
                priority: "none" | "low" | "medium" | "high" | "urgent";
                /** Format: uuid */
                assigneeId: string | null;
                collaboratorIds: string[];
                labelIds: string[];
                /** Format: date */
                startDate: string | null;
                /** Format: date */
                dueDate: string | null;
                /** Format: date-time */
                dueAt: string | null;
                estimate: number | null;
                rank: string;
                commentCount: number;
                checklistDone: number;
                checklistTotal: number;
                attachmentCount: number;
                subtaskDone: number;
                /** @description Number of direct subtasks that are not cancelled. */
                subtaskTotal: number;
                /** Format: date-time */
                archivedAt: string | null;
                /** Format: date-time */
                completedAt: string | null;
                /** Format: uuid */
                createdBy: string | null;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                updatedAt: string;
                version: number;
                status: string;
                /** @enum {string} */
                category: "todo" | "in_progress" | "done" | "cancelled";
                assignee: components["schemas"]["Assignee"];
                /** @description Whether an open task blocks it. */
                blocked: boolean;
                description?: string;
                recurrence?: components["schemas"]["TaskRecurrence"];
                customFields?: components["schemas"]["CustomFields"];
            } | null;
        };
        ProblemOfOne: {
            code: string;
            detail: string;
            errors: {
                path: string;
                message: string;
            }[];
        } | null;
        Assignee: {
            /** Format: uuid */
            id: string;
            name: string;
            username: string;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            avatarUrl: string | null;
        } | null;
        TaskRecurrence: {
            /** @description An RFC 5545 RRULE, such as `FREQ=WEEKLY;BYDAY=MO,TH`. */
            rule: string;
            /**
             * @description Date from which the next date is counted.
             * @enum {string}
             */
            from: "due" | "completion";
        } | null;
        CustomFields: {
            [key: string]: string | number;
        };
        Task: {
            /** Format: uuid */
            id: string;
            key: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            projectId: string | null;
            /** Format: uuid */
            milestoneId: string | null;
            /** Format: uuid */
            parentId: string | null;
            title: string;
            /** Format: uuid */
            statusId: string;
            /** @enum {string} */
            priority: "none" | "low" | "medium" | "high" | "urgent";
            /** Format: uuid */
            assigneeId: string | null;
            collaboratorIds: string[];
            labelIds: string[];
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            dueDate: string | null;
            /** Format: date-time */
            dueAt: string | null;
            estimate: number | null;
            rank: string;
            commentCount: number;
            checklistDone: number;
            checklistTotal: number;
            attachmentCount: number;
            subtaskDone: number;
            /** @description Number of direct subtasks that are not cancelled. */
            subtaskTotal: number;
            /** Format: date-time */
            archivedAt: string | null;
            /** Format: date-time */
            completedAt: string | null;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
            status: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            assignee: components["schemas"]["Assignee"];
            /** @description Whether an open task blocks it. */
            blocked: boolean;
            description: string;
            /** @description Time zone (IANA) of `dueAt`. */
            dueTimezone: string | null;
            watcherIds: string[];
            recurrence: components["schemas"]["TaskRecurrence"];
            customFields: components["schemas"]["CustomFields"];
            /**
             * Format: date-time
             * @description When the task first entered progress.
             */
            startedAt: string | null;
            /** @description Names of people whom an import could not match to an account. */
            importedPeople: string[];
        };
        TaskCard: {
            /** Format: uuid */
            id: string;
            key: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            projectId: string | null;
            /** Format: uuid */
            milestoneId: string | null;
            /** Format: uuid */
            parentId: string | null;
            title: string;
            /** Format: uuid */
            statusId: string;
            /** @enum {string} */
            priority: "none" | "low" | "medium" | "high" | "urgent";
            /** Format: uuid */
            assigneeId: string | null;
            collaboratorIds: string[];
            labelIds: string[];
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            dueDate: string | null;
            /** Format: date-time */
            dueAt: string | null;
            estimate: number | null;
            rank: string;
            commentCount: number;
            checklistDone: number;
            checklistTotal: number;
            attachmentCount: number;
            subtaskDone: number;
            /** @description Number of direct subtasks that are not cancelled. */
            subtaskTotal: number;
            /** Format: date-time */
            archivedAt: string | null;
            /** Format: date-time */
            completedAt: string | null;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
            status: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            assignee: components["schemas"]["Assignee"];
            /** @description Whether an open task blocks it. */
            blocked: boolean;
            description?: string;
            recurrence?: components["schemas"]["TaskRecurrence"];
            customFields?: components["schemas"]["CustomFields"];
        };
        Board: {
            /** @description In the order of the workflow. */
            columns: {
                /** Format: uuid */
                statusId: string;
                /** @description How many tasks the column has that pass the filters. */
                count: number;
                /** @description How many it has without the filters. */
                total: number;
                /** @description The first of them. */
                tasks: components["schemas"]["TaskCard"][];
                /** @description For `GET /tasks` with this team, this status, the same filters and `sort=rank`. */
                nextCursor: string | null;
            }[];
        };
        /** @description Open tasks across teams: at most 200 of mine and 50 of others per organization. */
        MyWork: {
            overdue: components["schemas"]["TaskCard"][];
            today: components["schemas"]["TaskCard"][];
            /** @description Due later, next first; then tasks without a due date. */
            upcoming: components["schemas"]["TaskCard"][];
            /** @description My blocked tasks, and tasks that I assigned to others. */
            waiting: components["schemas"]["TaskCard"][];
        };
        /** @description Everything the task page shows initially. */
        WholeTask: {
            task: components["schemas"]["Task"];
            checklist: components["schemas"]["ChecklistItem"][];
            attachments: components["schemas"]["Attachment"][];
            dependencies: components["schemas"]["Dependency"][];
            /** @description Subtasks that the caller can access, in board order; at most 200. */
            subtasks: components["schemas"]["SubtaskCard"][];
            /** @description The latest 50 comments, oldest first. */
            comments: components["schemas"]["Comment"][];
            hasMoreComments: boolean;
            /** @description The caller’s own reminder. */
            reminder: {
                /** Format: uuid */
                taskId: string;
                /** Format: date-time */
                at: string | null;
                /** @description Minutes before the due date. */
                before: number | null;
                /** @enum {string|null} */
                repeat: "daily" | "weekly" | null;
                /**
                 * Format: date-time
                 * @description When it is sent next. Null while the task has no due date for it to precede.
                 */
                nextAt: string | null;
                version: number;
            } | null;
            /** @description The newest descriptions and comments that name the task. */
            backlinks: {
                items: components["schemas"]["Backlink"][];
                nextCursor: string | null;
            };
            /** @description Whether the caller has muted the task; null if that is not known now. */
            isMuted: boolean | null;
        };
        ChecklistItem: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            taskId: string;
            /** @description Name of its checklist; empty if the task has only one. */
            checklist: string;
            title: string;
            done: boolean;
            /** Format: date-time */
            createdAt: string;
            /** @description Increases with every change; used as ETag. */
            version: number;
        };
        Attachment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            taskId: string;
            filename: string;
            /** @description Detected from the content for images; otherwise `application/octet-stream`. */
            contentType: string;
            bytes: number;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        Dependency: {
            /** @enum {string} */
            type: "blocks" | "relates" | "duplicates";
            /**
             * @description `out`: this task blocks or duplicates the other; `in`: the other does.
             * @enum {string}
             */
            direction: "out" | "in";
            /** @description Null for a task that the caller can’t access. */
            task: {
                /** Format: uuid */
                id: string;
                key: string;
                title: string;
                /** Format: uuid */
                teamId: string;
                status: string;
                /** @enum {string} */
                category: "todo" | "in_progress" | "done" | "cancelled";
                /** Format: date */
                dueDate: string | null;
            } | null;
        };
        SubtaskCard: {
            /** Format: uuid */
            id: string;
            key: string;
            title: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            statusId: string;
            status: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            /** @enum {string} */
            priority: "none" | "low" | "medium" | "high" | "urgent";
            /** Format: uuid */
            assigneeId: string | null;
            /** Format: date */
            dueDate: string | null;
        };
        Comment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            taskId: string;
            /**
             * Format: uuid
             * @description The comment that starts its thread; null if it is not a reply.
             */
            replyToId: string | null;
            author: components["schemas"]["Author"];
            /** @description For imported comments: who imported it. The author is taken from the file. */
            imported: {
                by: components["schemas"]["Author"];
            } | null;
            body: string;
            reactions: components["schemas"]["Reaction"][];
            /** Format: date-time */
            editedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description A deleted comment that has replies keeps its place, without author and text.
             */
            deletedAt: string | null;
            /** @description For `If-Match`: a change of another version than the current one is 412 `stale`. */
            version: number;
        };
        /** @description Without an id: an imported name that belongs to no account. */
        Author: {
            /** Format: uuid */
            id: string | null;
            name: string;
            username: string | null;
            /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
            avatarUrl: string | null;
        };
        Reaction: {
            emoji: string;
            /** @description Who reacted, oldest first. */
            userIds: string[];
        };
        Backlink: {
            /** @description The task whose description or comment names this one. */
            task: {
                /** Format: uuid */
                id: string;
                key: string;
                title: string;
                /** Format: uuid */
                teamId: string;
                status: string;
                /** @enum {string} */
                category: "todo" | "in_progress" | "done" | "cancelled";
                /** Format: date */
                dueDate: string | null;
            };
            /**
             * Format: uuid
             * @description The comment that names it; null for the description.
             */
            commentId: string | null;
            /** @description The text around the key, without markup. */
            excerpt: string;
            /**
             * Format: date-time
             * @description Since when the text names the task.
             */
            createdAt: string;
        };
        RollUp: {
            /** @description Number of subtasks at any depth that are not cancelled. */
            total: number;
            done: number;
            /** @description 0–100: share of completed subtasks. Without subtasks, 100 if the task itself is done. */
            percent: number;
            /** @description Minutes, including the task’s own estimate. */
            estimate: number;
            estimateDone: number;
        };
        SeriesTask: {
            /** Format: uuid */
            id: string;
            key: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            projectId: string | null;
            /** Format: uuid */
            milestoneId: string | null;
            /** Format: uuid */
            parentId: string | null;
            title: string;
            /** Format: uuid */
            statusId: string;
            /** @enum {string} */
            priority: "none" | "low" | "medium" | "high" | "urgent";
            /** Format: uuid */
            assigneeId: string | null;
            collaboratorIds: string[];
            labelIds: string[];
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            dueDate: string | null;
            /** Format: date-time */
            dueAt: string | null;
            estimate: number | null;
            rank: string;
            commentCount: number;
            checklistDone: number;
            checklistTotal: number;
            attachmentCount: number;
            subtaskDone: number;
            /** @description Number of direct subtasks that are not cancelled. */
            subtaskTotal: number;
            /** Format: date-time */
            archivedAt: string | null;
            /** Format: date-time */
            completedAt: string | null;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
            status: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            assignee: components["schemas"]["Assignee"];
            /** @description Whether an open task blocks it. */
            blocked: boolean;
            description: string;
            /** @description Time zone (IANA) of `dueAt`. */
            dueTimezone: string | null;
            watcherIds: string[];
            recurrence: components["schemas"]["TaskRecurrence"];
            customFields: components["schemas"]["CustomFields"];
            /**
             * Format: date-time
             * @description When the task first entered progress.
             */
            startedAt: string | null;
            /** @description Names of people whom an import could not match to an account. */
            importedPeople: string[];
            /** @description For recurring tasks: the task that completion created for the next date. When a completion is undone: the next task, if it was kept because someone has changed it. */
            next: {
                /** Format: uuid */
                id: string;
                key: string;
                /** Format: uuid */
                organizationId: string;
                /** Format: uuid */
                teamId: string;
                /** Format: uuid */
                projectId: string | null;
                /** Format: uuid */
                milestoneId: string | null;
                /** Format: uuid */
                parentId: string | null;
                title: string;
                /** Format: uuid */
                statusId: string;
                /** @enum {string} */
                priority: "none" | "low" | "medium" | "high" | "urgent";
                /** Format: uuid */
                assigneeId: string | null;
                collaboratorIds: string[];
                labelIds: string[];
                /** Format: date */
                startDate: string | null;
                /** Format: date */
                dueDate: string | null;
                /** Format: date-time */
                dueAt: string | null;
                estimate: number | null;
                rank: string;
                commentCount: number;
                checklistDone: number;
                checklistTotal: number;
                attachmentCount: number;
                subtaskDone: number;
                /** @description Number of direct subtasks that are not cancelled. */
                subtaskTotal: number;
                /** Format: date-time */
                archivedAt: string | null;
                /** Format: date-time */
                completedAt: string | null;
                /** Format: uuid */
                createdBy: string | null;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                updatedAt: string;
                version: number;
                status: string;
                /** @enum {string} */
                category: "todo" | "in_progress" | "done" | "cancelled";
                assignee: components["schemas"]["Assignee"];
                /** @description Whether an open task blocks it. */
                blocked: boolean;
                description: string;
                /** @description Time zone (IANA) of `dueAt`. */
                dueTimezone: string | null;
                watcherIds: string[];
                recurrence: components["schemas"]["TaskRecurrence"];
                customFields: components["schemas"]["CustomFields"];
                /**
                 * Format: date-time
                 * @description When the task first entered progress.
                 */
                startedAt: string | null;
                /** @description Names of people whom an import could not match to an account. */
                importedPeople: string[];
            } | null;
        };
        MovedTask: {
            /** Format: uuid */
            id: string;
            key: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            projectId: string | null;
            /** Format: uuid */
            milestoneId: string | null;
            /** Format: uuid */
            parentId: string | null;
            title: string;
            /** Format: uuid */
            statusId: string;
            /** @enum {string} */
            priority: "none" | "low" | "medium" | "high" | "urgent";
            /** Format: uuid */
            assigneeId: string | null;
            collaboratorIds: string[];
            labelIds: string[];
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            dueDate: string | null;
            /** Format: date-time */
            dueAt: string | null;
            estimate: number | null;
            rank: string;
            commentCount: number;
            checklistDone: number;
            checklistTotal: number;
            attachmentCount: number;
            subtaskDone: number;
            /** @description Number of direct subtasks that are not cancelled. */
            subtaskTotal: number;
            /** Format: date-time */
            archivedAt: string | null;
            /** Format: date-time */
            completedAt: string | null;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
            status: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            assignee: components["schemas"]["Assignee"];
            /** @description Whether an open task blocks it. */
            blocked: boolean;
            description: string;
            /** @description Time zone (IANA) of `dueAt`. */
            dueTimezone: string | null;
            watcherIds: string[];
            recurrence: components["schemas"]["TaskRecurrence"];
            customFields: components["schemas"]["CustomFields"];
            /**
             * Format: date-time
             * @description When the task first entered progress.
             */
            startedAt: string | null;
            /** @description Names of people whom an import could not match to an account. */
            importedPeople: string[];
            /** @description For recurring tasks: the task that completion created for the next date. When a completion is undone: the next task, if it was kept because someone has changed it. */
            next: {
                /** Format: uuid */
                id: string;
                key: string;
                /** Format: uuid */
                organizationId: string;
                /** Format: uuid */
                teamId: string;
                /** Format: uuid */
                projectId: string | null;
                /** Format: uuid */
                milestoneId: string | null;
                /** Format: uuid */
                parentId: string | null;
                title: string;
                /** Format: uuid */
                statusId: string;
                /** @enum {string} */
                priority: "none" | "low" | "medium" | "high" | "urgent";
                /** Format: uuid */
                assigneeId: string | null;
                collaboratorIds: string[];
                labelIds: string[];
                /** Format: date */
                startDate: string | null;
                /** Format: date */
                dueDate: string | null;
                /** Format: date-time */
                dueAt: string | null;
                estimate: number | null;
                rank: string;
                commentCount: number;
                checklistDone: number;
                checklistTotal: number;
                attachmentCount: number;
                subtaskDone: number;
                /** @description Number of direct subtasks that are not cancelled. */
                subtaskTotal: number;
                /** Format: date-time */
                archivedAt: string | null;
                /** Format: date-time */
                completedAt: string | null;
                /** Format: uuid */
                createdBy: string | null;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                updatedAt: string;
                version: number;
                status: string;
                /** @enum {string} */
                category: "todo" | "in_progress" | "done" | "cancelled";
                assignee: components["schemas"]["Assignee"];
                /** @description Whether an open task blocks it. */
                blocked: boolean;
                description: string;
                /** @description Time zone (IANA) of `dueAt`. */
                dueTimezone: string | null;
                watcherIds: string[];
                recurrence: components["schemas"]["TaskRecurrence"];
                customFields: components["schemas"]["CustomFields"];
                /**
                 * Format: date-time
                 * @description When the task first entered progress.
                 */
                startedAt: string | null;
                /** @description Names of people whom an import could not match to an account. */
                importedPeople: string[];
            } | null;
            lost: components["schemas"]["LostInMove"][];
        };
        /** @description What was not carried over to the other team. */
        LostInMove: {
            field: string;
            value: string;
            reason: string;
        };
        WorkflowSettings: {
            /** Format: uuid */
            teamId: string;
            /** @description Days after which done and cancelled tasks are archived; null: never. */
            archiveAfterDays: number | null;
        };
        CommentVersion: {
            body: string;
            /**
             * Format: date-time
             * @description When this version was written.
             */
            at: string;
        };
        /** @description Changes of a description that somebody makes within ten minutes of each other are one entry. */
        LogEntry: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            taskId: string;
            /** Format: uuid */
            teamId: string;
            /** @description Current title; null if the task was permanently deleted or is in a team that the caller can’t access. */
            taskKey: string | null;
            taskTitle: string | null;
            /** @enum {string} */
            type: "created" | "changed" | "moved" | "completed" | "reopened" | "archived" | "unarchived" | "deleted" | "restored" | "purged" | "commented" | "imported";
            actor: components["schemas"]["LogActor"];
            field: string | null;
            before?: unknown;
            after?: unknown;
            reason: string | null;
            requestId: string;
            /** Format: date-time */
            at: string;
        };
        /** @description Who did it: a user, a token, a service or a background job. */
        LogActor: {
            kind: string;
            /** Format: uuid */
            id: string | null;
            name: string | null;
        };
        TrashedTask: {
            /** Format: uuid */
            id: string;
            key: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            teamId: string;
            /** Format: uuid */
            projectId: string | null;
            /** Format: uuid */
            milestoneId: string | null;
            /** Format: uuid */
            parentId: string | null;
            title: string;
            /** Format: uuid */
            statusId: string;
            /** @enum {string} */
            priority: "none" | "low" | "medium" | "high" | "urgent";
            /** Format: uuid */
            assigneeId: string | null;
            collaboratorIds: string[];
            labelIds: string[];
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            dueDate: string | null;
            /** Format: date-time */
            dueAt: string | null;
            estimate: number | null;
            rank: string;
            commentCount: number;
            checklistDone: number;
            checklistTotal: number;
            attachmentCount: number;
            subtaskDone: number;
            /** @description Number of direct subtasks that are not cancelled. */
            subtaskTotal: number;
            /** Format: date-time */
            archivedAt: string | null;
            /** Format: date-time */
            completedAt: string | null;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
            status: string;
            /** @enum {string} */
            category: "todo" | "in_progress" | "done" | "cancelled";
            assignee: components["schemas"]["Assignee"];
            /** @description Whether an open task blocks it. */
            blocked: boolean;
            description?: string;
            recurrence?: components["schemas"]["TaskRecurrence"];
            customFields?: components["schemas"]["CustomFields"];
            /** Format: date-time */
            deletedAt: string;
        };
        View: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            ownerId: string;
            name: string;
            shared: boolean;
            /**
             * @description Query parameters of `GET /tasks` by name.
             * @default {}
             */
            filters: {
                [key: string]: string;
            };
            /**
             * @default list
             * @enum {string}
             */
            layout: "board" | "list" | "calendar" | "timeline";
            /** @default null */
            groupBy: string | null;
            /** @default null */
            sort: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description Due dates of the next tasks of a recurrence. */
        RecurrencePreview: {
            dates: {
                /** Format: date */
                startDate: string | null;
                /** Format: date */
                dueDate: string | null;
                /** Format: date-time */
                dueAt: string | null;
            }[];
            /** @description Whether the recurrence ends after these dates. */
            ends: boolean;
        };
        /** @description The caller’s own reminder of a task. */
        Reminder: {
            /** Format: uuid */
            taskId: string;
            /** Format: date-time */
            at: string | null;
            /** @description Minutes before the due date. */
            before: number | null;
            /** @enum {string|null} */
            repeat: "daily" | "weekly" | null;
            /**
             * Format: date-time
             * @description When it is sent next. Null while the task has no due date for it to precede.
             */
            nextAt: string | null;
            version: number;
        };
        Progress: {
            /** @description Number of tasks that are not cancelled. */
            total: number;
            byCategory: {
                todo: number;
                in_progress: number;
                done: number;
                cancelled: number;
            };
            /** @description 0–100: share of completed tasks among those that are not cancelled. */
            percent: number;
            /** @description At the end of each day up to today, at most one year, in the time zone of the caller. */
            burnUp: {
                /** Format: date */
                date: string;
                total: number;
                done: number;
            }[];
            forecast: components["schemas"]["Forecast"];
        };
        /** @description Forecast of the completion date from past weeks: a range with 80% probability. */
        Forecast: {
            remaining: number;
            /**
             * Format: date
             * @description Done by this date with 10% probability.
             */
            earliest: string;
            /**
             * Format: date
             * @description Done by this date with 50% probability.
             */
            likely: string;
            /**
             * Format: date
             * @description Done by this date with 90% probability.
             */
            latest: string;
            /** @description Past data that the forecast is based on. */
            basis: {
                weeks: number;
                done: number;
            };
        } | null;
        Timeline: {
            /** Format: date */
            startDate: string | null;
            /** Format: date */
            targetDate: string | null;
            /**
             * Format: date
             * @description When the last task will be done if dependencies cause no further delay.
             */
            end: string | null;
            milestones: {
                /** Format: uuid */
                id: string;
                name: string;
                /** Format: date */
                date: string | null;
                done: boolean;
                total: number;
                closed: number;
            }[];
            tasks: {
                task: components["schemas"]["TaskCard"];
                /** Format: date */
                start: string;
                /** Format: date */
                end: string;
                /** @description Days past its due date. */
                slipDays: number;
                critical: boolean;
            }[];
            /** @description `taskId` blocks `otherId`. */
            dependencies: {
                /** Format: uuid */
                taskId: string;
                /** Format: uuid */
                otherId: string;
            }[];
            /** @description Tasks of the critical path, in order. */
            criticalPath: string[];
            /** @description Whether there are more than the 1,000 returned tasks. */
            hasMore: boolean;
        };
        Statistics: {
            /** @description The last twelve weeks by their first day, current week last; weeks start as set in the organization. */
            weeks: {
                /** Format: date */
                week: string;
                created: number;
                done: number;
            }[];
            workInProgress: {
                total: number;
                /** @description By team, in workflow order. */
                byStatus: {
                    /** Format: uuid */
                    statusId: string;
                    /** Format: uuid */
                    teamId: string;
                    teamName: string;
                    name: string;
                    limit: number | null;
                    count: number;
                }[];
            };
            /** @description Tasks in progress for the longest time, at most 20. */
            ageing: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                teamId: string;
                key: string;
                title: string;
                days: number;
            }[];
            overdue: number;
            /** @description Time from start to completion of tasks completed in the last twelve weeks; hours with at most three digits after the decimal point. */
            cycleTime: {
                count: number;
                medianHours: number | null;
                p85Hours: number | null;
            };
            /** @description Open tasks by assignee, most first; estimates in minutes. */
            load: {
                /** Format: uuid */
                userId: string;
                name: string | null;
                open: number;
                inProgress: number;
                overdue: number;
                estimate: number;
            }[];
            /** @description When all open tasks will be done if none are added. */
            forecast: {
                remaining: number;
                /**
                 * Format: date
                 * @description Done by this date with 10% probability.
                 */
                earliest: string;
                /**
                 * Format: date
                 * @description Done by this date with 50% probability.
                 */
                likely: string;
                /**
                 * Format: date
                 * @description Done by this date with 90% probability.
                 */
                latest: string;
                /** @description Past data that the forecast is based on. */
                basis: {
                    weeks: number;
                    done: number;
                };
            } | null;
        };
        TemplateCard: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /**
             * Format: uuid
             * @description For task templates: the team that uses it.
             */
            teamId: string | null;
            name: string;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            taskCount: number;
            milestoneCount: number;
        };
        /** @description Days are counted from the day on which it is used. */
        Template: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /**
             * Format: uuid
             * @description For task templates: the team that uses it.
             */
            teamId: string | null;
            name: string;
            /** Format: uuid */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            description: string;
            milestones: {
                name: string;
                day: number | null;
            }[];
            tasks: {
                title: string;
                /** @enum {string} */
                priority: "none" | "low" | "medium" | "high" | "urgent";
                labelIds: string[];
                estimate: number | null;
                description: string;
                startDay: number | null;
                dueDay: number | null;
                milestone: number | null;
                parent: number | null;
                blocks: number[];
                checklist: {
                    checklist: string;
                    title: string;
                }[];
            }[];
        };
        Import: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            teamId: string | null;
            /** @enum {string} */
            format: "trello";
            filename: string;
            /** @enum {string} */
            status: "queued" | "running" | "done" | "failed" | "cancelled";
            dryRun: boolean;
            mapping: components["schemas"]["ImportMapping"];
            /**
             * Format: date-time
             * @description For a finished dry run: time until which it can be imported.
             */
            runnableUntil: string | null;
            progress: {
                done: number;
                total: number;
            };
            report: components["schemas"]["ImportReport"];
            /** Format: date-time */
            createdAt: string;
            /** Format: uuid */
            createdBy: string;
            /** Format: date-time */
            finishedAt: string | null;
        };
        ImportMapping: {
            /** @description Time zone of the dates in the file. Default: the time zone of the requester. */
            timezone?: string;
        };
        ImportReport: {
            created: {
                tasks: number;
                comments: number;
                checklistItems: number;
                labels: number;
                statuses: number;
            };
            unchanged: number;
            problems: {
                /** @description Location in the file, in English. */
                at: string;
                /**
                 * @description Kind of item; null for the whole file.
                 * @enum {string|null}
                 */
                part: "list" | "label" | "field" | "member" | "card" | "checklist" | "item" | "comment" | null;
                /** @description Number of the item among those of its kind in the file, from 1. */
                row: number | null;
                name: string | null;
                code: string;
                reason: string;
            }[];
            lost: {
                what: string;
                count: number;
                reason: string;
            }[];
        };
        /** @description An archive of everything in an organization. */
        Export: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /** @enum {string} */
            status: "queued" | "running" | "done" | "failed";
            /** @description The size of the archive; null before it is ready. */
            bytes: number | null;
            /**
             * Format: date-time
             * @description When the archive is deleted; null if there is none.
             */
            availableUntil: string | null;
            /** Format: uuid */
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            finishedAt: string | null;
        };
        /** @description In the language of the recipient. */
        Notification: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string | null;
            /** @enum {string} */
            type: "task-assigned" | "task-unassigned" | "task-completed" | "task-reopened" | "task-status-changed" | "task-due-soon" | "task-overdue" | "task-reminder" | "mentioned" | "commented" | "import-finished" | "export-finished" | "join-requested" | "join-request-accepted" | "join-request-declined" | "member-joined" | "invite-declined" | "webhook-disabled" | "project-updated" | "milestone-near" | "security" | "backup-failed";
            title: string;
            body: string;
            /** @description The body in parts, each with its own text direction. */
            bodyParts: string[];
            taskId: string | null;
            /** @description A path below PUBLIC_URL, such as `/tasks/…`. */
            link: string;
            actor: components["schemas"]["Person"] | null;
            /** Format: date-time */
            readAt: string | null;
            /** Format: date-time */
            snoozedUntil: string | null;
            /** Format: date-time */
            doneAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description With `group=task`: how many notifications of its task are listed as this one. */
            group: {
                count: number;
                unread: number;
            } | null;
        };
        NotificationCount: {
            unread: number;
        };
        ChangedNotifications: {
            /**
             * Format: uuid
             * @description Undoes it.
             */
            changeId: string;
            count: number;
        };
        InboxMark: {
            ids?: string[];
            /**
             * @description With `ids`: also the earlier notifications of their tasks.
             * @enum {string}
             */
            group?: "task";
            /**
             * @description Instead of `ids`: everything in the inbox that is read, or that is unread.
             * @enum {string}
             */
            all?: "read" | "unread";
            /** @enum {string} */
            to: "read" | "unread" | "done";
        } | {
            ids?: string[];
            /**
             * @description With `ids`: also the earlier notifications of their tasks.
             * @enum {string}
             */
            group?: "task";
            /**
             * @description Instead of `ids`: everything in the inbox that is read, or that is unread.
             * @enum {string}
             */
            all?: "read" | "unread";
            /** @enum {string} */
            to: "snoozed";
            /** Format: date-time */
            until: string;
        };
        UndoInboxChange: {
            /** Format: uuid */
            changeId: string;
        };
        Snooze: {
            /** Format: date-time */
            until: string;
        };
        /** @description Notifications in the app are always on. */
        NotificationPreferences: {
            types: {
                "task-assigned": {
                    email: boolean;
                    push: boolean;
                };
                "task-unassigned": {
                    email: boolean;
                    push: boolean;
                };
                "task-completed": {
                    email: boolean;
                    push: boolean;
                };
                "task-reopened": {
                    email: boolean;
                    push: boolean;
                };
                "task-status-changed": {
                    email: boolean;
                    push: boolean;
                };
                "task-due-soon": {
                    email: boolean;
                    push: boolean;
                };
                "task-overdue": {
                    email: boolean;
                    push: boolean;
                };
                "task-reminder": {
                    email: boolean;
                    push: boolean;
                };
                mentioned: {
                    email: boolean;
                    push: boolean;
                };
                commented: {
                    email: boolean;
                    push: boolean;
                };
                "import-finished": {
                    email: boolean;
                    push: boolean;
                };
                "export-finished": {
                    email: boolean;
                    push: boolean;
                };
                "join-requested": {
                    email: boolean;
                    push: boolean;
                };
                "join-request-accepted": {
                    email: boolean;
                    push: boolean;
                };
                "join-request-declined": {
                    email: boolean;
                    push: boolean;
                };
                "member-joined": {
                    email: boolean;
                    push: boolean;
                };
                "invite-declined": {
                    email: boolean;
                    push: boolean;
                };
                "webhook-disabled": {
                    email: boolean;
                    push: boolean;
                };
                "project-updated": {
                    email: boolean;
                    push: boolean;
                };
                "milestone-near": {
                    email: boolean;
                    push: boolean;
                };
                security: {
                    email: boolean;
                    push: boolean;
                };
                "backup-failed": {
                    email: boolean;
                    push: boolean;
                };
            };
            /** @description The types as a screen lists them: by group, with their names in your language. */
            labels: {
                /** @enum {string} */
                type: "task-assigned" | "task-unassigned" | "task-completed" | "task-reopened" | "task-status-changed" | "task-due-soon" | "task-overdue" | "task-reminder" | "mentioned" | "commented" | "import-finished" | "export-finished" | "join-requested" | "join-request-accepted" | "join-request-declined" | "member-joined" | "invite-declined" | "webhook-disabled" | "project-updated" | "milestone-near" | "security" | "backup-failed";
                /** @enum {string} */
                group: "tasks" | "conversations" | "projects" | "organizations" | "account" | "installation";
                name: string;
            }[];
            quietHours: {
                enabled: boolean;
                from: string;
                /** @description On the next day if it is not after `from`. */
                to: string;
                days: number[];
                /** @description Also the time zone of the digest. */
                timezone: string;
            };
            digest: {
                /** @enum {string} */
                every: "off" | "day" | "week";
                at: string;
                /** @description The day of a weekly digest; 1 is Monday. */
                weekday: number;
            };
            reminders: {
                leadMinutes: number[];
            };
            /** @description Whether people are notified of what they do themselves. */
            ownActs: boolean;
        };
        NotificationPreferenceChanges: {
            types?: {
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-assigned"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-unassigned"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-completed"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-reopened"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-status-changed"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-due-soon"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-overdue"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "task-reminder"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                mentioned?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                commented?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "import-finished"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "export-finished"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "join-requested"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "join-request-accepted"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "join-request-declined"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "member-joined"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "invite-declined"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "webhook-disabled"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "project-updated"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "milestone-near"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                security?: {
                    /** @enum {boolean} */
                    email?: true;
                    push?: boolean;
                } | null;
                /** @description Null goes back to the default, or in an organization to one’s own choice. */
                "backup-failed"?: {
                    email?: boolean;
                    push?: boolean;
                } | null;
            };
            quietHours?: {
                enabled?: boolean;
                from?: string;
                /** @description On the next day if it is not after `from`. */
                to?: string;
                /** @description The days on which quiet hours begin; 1 is Monday. */
                days?: number[];
                /** @description Also the time zone of the digest. */
                timezone?: string;
            };
            digest?: {
                /** @enum {string} */
                every?: "off" | "day" | "week";
                at?: string;
                /** @description The day of a weekly digest; 1 is Monday. */
                weekday?: number;
            };
            reminders?: {
                /** @description Minutes before the due date, longest first. Without a time of day: at 09:00 of the last day that leaves this much time. */
                leadMinutes: number[];
            };
            ownActs?: boolean;
            /** @description Ignored, so that a whole reply can be sent back. */
            labels?: unknown;
        };
        MutedSubject: {
            /** @enum {string} */
            kind: "task" | "project";
            id: string;
            key: string;
            name: string;
            /** Format: date-time */
            createdAt: string;
        };
        Muted: {
            isMuted: boolean;
        };
        EmailStatus: {
            /**
             * @description The provider that is tried first.
             * @enum {string}
             */
            transport: "smtp" | "resend" | "outbox";
            /** @description In the order in which they are tried. */
            providers: {
                /** @enum {string} */
                provider: "smtp" | "resend" | "outbox";
                /** Format: date-time */
                lastSuccessAt: string | null;
                /** Format: date-time */
                lastFailureAt: string | null;
                lastError: string | null;
                /**
                 * Format: date-time
                 * @description The first failure since the last success; null while it works.
                 */
                failingSince: string | null;
            }[];
            /**
             * @description Who accepted the last email.
             * @enum {string|null}
             */
            lastProvider: "smtp" | "resend" | "outbox" | null;
            /** @description The inbox of received email; null if none is configured. */
            inbox: {
                /** Format: date-time */
                lastSuccessAt: string | null;
                /**
                 * Format: date-time
                 * @description The first failure since the last success; null while it works.
                 */
                failingSince: string | null;
                /** @enum {string|null} */
                error: "password" | "connection" | "folder" | "message" | null;
                errorDetail: string | null;
                /**
                 * Format: date-time
                 * @description When it is tried again after a failure.
                 */
                nextPollAt: string | null;
            } | null;
            waiting: number;
            /** Format: date-time */
            oldestWaitingAt: string | null;
            failed: number;
            /** @description Bounced, marked as spam, or not sent because of that. */
            undelivered: number;
            worker: {
                isRunning: boolean;
                /** @description How many processes run jobs now. */
                processes: number;
            };
            queues: {
                name: string;
                waiting: number;
                active: number;
                failed: number;
                oldestSeconds: number;
            }[];
        };
        TestEmail: {
            /** Format: uuid */
            id: string;
            /**
             * @description `outbox`: no mail server is configured.
             * @enum {string}
             */
            state: "sent" | "outbox" | "failed";
            /**
             * @description Who accepted it.
             * @enum {string|null}
             */
            provider: "smtp" | "resend" | "outbox" | null;
            error: string | null;
        };
        MailTypes: {
            items: {
                type: string;
                name: string;
            }[];
        };
        Message: {
            /** Format: uuid */
            id: string;
            type: string;
            recipient: string;
            subject: string;
            /** @enum {string} */
            state: "queued" | "sent" | "delayed" | "bounced" | "complained" | "suppressed" | "failed" | "outbox" | "not-needed";
            /** @description Whether a provider accepted it and has reported no bounce. */
            sent: boolean;
            attempts: number;
            /** @description Why it was not sent, or what the provider reported afterwards. */
            error: string | null;
            /**
             * @description Who accepted it.
             * @enum {string|null}
             */
            provider: "smtp" | "resend" | "outbox" | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentAt: string | null;
        };
        RetriedMessages: {
            count: number;
        };
        MessageWithText: {
            /** Format: uuid */
            id: string;
            type: string;
            recipient: string;
            subject: string;
            /** @enum {string} */
            state: "queued" | "sent" | "delayed" | "bounced" | "complained" | "suppressed" | "failed" | "outbox" | "not-needed";
            /** @description Whether a provider accepted it and has reported no bounce. */
            sent: boolean;
            attempts: number;
            /** @description Why it was not sent, or what the provider reported afterwards. */
            error: string | null;
            /**
             * @description Who accepted it.
             * @enum {string|null}
             */
            provider: "smtp" | "resend" | "outbox" | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentAt: string | null;
            /** @description Its Message-ID, as the logs of mail servers name it. */
            messageId: string;
            text: string;
            html: string;
            /** @description Whether links that act for its reader are replaced by a placeholder. */
            hidesLinks: boolean;
        };
        MailAddress: {
            /** @description Null if the server receives no email. */
            address: string | null;
            /** @description Whether people who are not members can create tasks by email. */
            acceptsOutsiders: boolean;
        };
        MailResult: {
            /** @enum {string} */
            result: "commented" | "created" | "ignored";
            /** Format: uuid */
            taskId: string | null;
            /** @description Why the mail was ignored. */
            reason: string | null;
        };
        OwnEmailAddress: {
            email: string;
            /** @description Why the address gets no notifications. Emails about the account and its security are still sent. */
            suppression: {
                /** @enum {string} */
                reason: "bounced" | "complained";
                detail: string;
                /** Format: date-time */
                since: string;
            } | null;
        };
        PushKey: {
            key: string;
        };
        PushSubscriptions: {
            items: components["schemas"]["PushSubscription"][];
        };
        PushSubscription: {
            /** Format: uuid */
            id: string;
            /** @description For example “Firefox on Linux”; empty if unknown. */
            device: string;
            endpoint: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentAt: string | null;
        };
        NewPushSubscription: {
            endpoint: string;
            expirationTime?: number | null;
            keys: {
                p256dh: string;
                auth: string;
            };
        };
        SentReminder: {
            /** @description Who gets it. */
            userIds: string[];
        };
        QueuedEmail: {
            /** Format: uuid */
            id: string;
        };
        QueuedPush: {
            /** Format: uuid */
            id: string;
            /** @description Browsers that receive it. */
            devices: number;
        };
        TaskPresence: {
            /** Format: uuid */
            taskId: string;
            /** Format: uuid */
            teamId: string;
            /** @description At most 20, with the caller: those who type before those who only look. */
            viewers: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @description A path below PUBLIC_URL, such as `/api/v1/…`. */
                avatarUrl: string | null;
                /** @description Writes a comment. */
                isTyping: boolean;
            }[];
            /** @description How many there are. */
            total: number;
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            name: string;
            /** @enum {string} */
            preset: "standard" | "slack" | "mattermost" | "discord" | "teams" | "telegram" | "matrix" | "googlechat" | "ntfy" | "gotify";
            /** @description For a chat whose address is a secret, only its host. */
            url: string;
            /** @description Without tokens. */
            fields: {
                [key: string]: string;
            };
            events: string[];
            /** @description Null for all teams. */
            teamIds: string[] | null;
            enabled: boolean;
            /** @enum {string|null} */
            disabledReason: "person" | "gone" | "failing" | null;
            /** Format: date-time */
            disabledAt: string | null;
            /**
             * Format: date-time
             * @description The first failure since the last success.
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until then the previous secret signs too.
             */
            previousSecretUntil: string | null;
            createdBy: components["schemas"]["Person"] | null;
            /** Format: date-time */
            createdAt: string;
        };
        WebhookWithSecret: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            name: string;
            /** @enum {string} */
            preset: "standard" | "slack" | "mattermost" | "discord" | "teams" | "telegram" | "matrix" | "googlechat" | "ntfy" | "gotify";
            /** @description For a chat whose address is a secret, only its host. */
            url: string;
            /** @description Without tokens. */
            fields: {
                [key: string]: string;
            };
            events: string[];
            /** @description Null for all teams. */
            teamIds: string[] | null;
            enabled: boolean;
            /** @enum {string|null} */
            disabledReason: "person" | "gone" | "failing" | null;
            /** Format: date-time */
            disabledAt: string | null;
            /**
             * Format: date-time
             * @description The first failure since the last success.
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until then the previous secret signs too.
             */
            previousSecretUntil: string | null;
            createdBy: components["schemas"]["Person"] | null;
            /** Format: date-time */
            createdAt: string;
            /** @description `whsec_…`: shown only in this reply. */
            secret: string;
        };
        WebhookDelivery: {
            /**
             * Format: uuid
             * @description Also the `webhook-id` that the target receives.
             */
            id: string;
            /** Format: uuid */
            webhookId: string;
            type: string;
            /** @enum {string} */
            state: "queued" | "delivered" | "failed" | "cancelled";
            /** @description Of the last reply. */
            status: number | null;
            /**
             * @description Why the last attempt got no reply.
             * @enum {string|null}
             */
            error: "timeout" | "name-not-found" | "connection-refused" | "connection-lost" | "tls" | "unreachable" | "address-not-allowed" | "not-decryptable" | null;
            /** @description Of the last attempt. */
            durationMs: number | null;
            /** @description The newest 50, oldest first. */
            attempts: {
                /** Format: date-time */
                at: string;
                durationMs: number;
                status: number | null;
                /** @enum {string|null} */
                error: "timeout" | "name-not-found" | "connection-refused" | "connection-lost" | "tls" | "unreachable" | "address-not-allowed" | "not-decryptable" | null;
            }[];
            /** @description The event: `type`, `timestamp` and `data`. */
            payload: {
                [key: string]: unknown;
            };
            /** @description The first 4 kB of the last reply. */
            response: string | null;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            finishedAt: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAdminJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Job"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminJobsNameRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedJob"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Queue"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminQueuesNameFailed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FailedJob"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminQueuesNameRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Without ids, all. */
                    ids?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminFailedEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FailedEvent"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminFailedEventsRetry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Without ids, all. */
                    ids?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminFlags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Flag"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminFlags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        /** @enum {string} */
                        name: "webhooks" | "imports";
                        /** @enum {string} */
                        state?: "on" | "off";
                        percentage?: number;
                        organizations?: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            state: "on" | "off";
                        }[];
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Flag"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminBackups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backups"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminBackups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedBackup"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminDoctor: {
        parameters: {
            query?: {
                /** @description Of titles, messages and fixes. */
                language?: "en" | "fa";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Load"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthSignup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email: string;
                    password: string;
                    name: string;
                    /** @enum {string} */
                    locale?: "en" | "fa";
                    /** @description An IANA time zone: name, alias or fixed offset. */
                    timezone?: string;
                    inviteToken?: string;
                    /** @description Token from the link that the server prints on first start. */
                    setupToken?: string;
                    /** @description True for a browser: sets a cookie instead of returning tokens. */
                    session?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"] | components["schemas"]["Session"];
                };
            };
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmationRequired"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"] | components["schemas"]["Session"] | components["schemas"]["SecondFactorRequired"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    refreshToken: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthLogout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"] | components["schemas"]["Session"] | components["schemas"]["SecondFactorRequired"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SessionEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthSessionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchAuthMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    username?: string;
                    /** @enum {string} */
                    locale?: "en" | "fa";
                    /** @description An IANA time zone: name, alias or fixed offset. */
                    timezone?: string;
                    /** @enum {string} */
                    calendar?: "gregorian" | "persian";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMeRestore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthMeExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnData"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMeAvatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthMeAvatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    currentPassword: string;
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasswordForgot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthEmailVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthEmailVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMfaVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mfaToken: string;
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"] | components["schemas"]["Session"] | components["schemas"]["SecondFactorRequired"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactors"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMfaTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolment"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthMfaTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMfaTotpConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthMfaRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Passkey"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    challengeId: string;
                    answer: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                    } & {
                        [key: string]: unknown;
                    };
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasskey"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasskeysOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    purpose: "register" | "sign-in" | "second-factor";
                    /** @description For second-factor: token of the pending sign-in. */
                    mfaToken?: string;
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasskeysSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    challengeId: string;
                    answer: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                    } & {
                        [key: string]: unknown;
                    };
                    mfaToken?: string;
                    /** @description True for a browser: sets a cookie instead of returning tokens. */
                    session?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"] | components["schemas"]["Session"] | components["schemas"]["SecondFactorRequired"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthPasskeysId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchAuthPasskeysId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Provider"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthOidcProviderStart: {
        parameters: {
            query?: {
                next?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirects to the provider. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthOidcProviderLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                    next?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderVisit"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthOidcProviderCallback: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                error?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirects to the page where the sign-in started, or to the sign-in page with an error. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Identity"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthIdentitiesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PersonalToken"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    scopes: ("profile:read" | "profile:write" | "organizations:read" | "organizations:write" | "projects:read" | "projects:write" | "tasks:read" | "tasks:write" | "notifications:read" | "notifications:write" | "admin")[];
                    /** Format: date-time */
                    expiresAt?: string;
                    /** @description Not required within ten minutes after sign-in. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPersonalToken"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsers: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: (components["schemas"]["AdminUser"] | components["schemas"]["Person"])[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email: string;
                    name: string;
                    /** @description Without a password, a link to set one is emailed. */
                    password?: string;
                    instanceAdmin?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"] | components["schemas"]["Person"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUsersId: {
        parameters: {
            query?: {
                reassignTo?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email?: string;
                    name?: string;
                    username?: string;
                    instanceAdmin?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsersIdAvatar: {
        parameters: {
            query?: {
                v?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postUsersIdLinks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "verify" | "reset" | "restore";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandedLink"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postUsersIdLock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postUsersIdUnlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postUsersIdSignOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminAuditLog: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                userId?: string;
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminOrganizations: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrganizationSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizations: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Organization"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /**
                     * @description Determines first day of the week, working days and default statuses. Default: the language of the caller.
                     * @enum {string}
                     */
                    locale?: "en" | "fa";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteOrganizationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchOrganizationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    slug?: string;
                    /** @description Publicly listed; anyone can ask to join. */
                    listed?: boolean;
                    /** Format: uuid */
                    defaultTeamId?: string | null;
                    /** @description 1 is Monday, 7 Sunday (ISO 8601). */
                    weekStart?: number;
                    workingDays?: number[];
                    membersMakeProjects?: boolean;
                    membersMakeLabels?: boolean;
                    /** @description Members without a second factor can’t access the organization until they set one up. */
                    requireSecondFactor?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsDeleted: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeletedOrganization"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdHandOver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    userId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdLogo: {
        parameters: {
            query?: {
                v?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteOrganizationsIdLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsPublic: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Searches names. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PublicOrganization"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdMembers: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                role?: "owner" | "admin" | "member" | "guest";
                position?: "developer" | "product_owner" | "designer" | "manager" | "other";
                /** @description Searches name, username and email address. */
                q?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdDevelopers: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdProductOwners: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdChart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chart"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdMembersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteOrganizationsIdMembersUserId: {
        parameters: {
            query?: {
                reassignTo?: string;
            };
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchOrganizationsIdMembersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "owner" | "admin" | "member" | "guest";
                    /** @enum {string} */
                    position?: "developer" | "product_owner" | "designer" | "manager" | "other";
                    title?: string;
                    /** Format: uuid */
                    managerId?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdMembersUserIdOpenTasks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenTasks"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeams: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                archived?: "false" | "true" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Team"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdTeams: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                archived?: "false" | "true" | "all";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Team"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdTeams: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description Default: derived from the name. */
                    key?: string;
                    colour?: string;
                    description?: string;
                    /** @enum {string} */
                    visibility?: "team" | "organization";
                    /** @enum {string} */
                    editPolicy?: "involved" | "members";
                    deleteOpenTasks?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTeamsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTeamsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @description Existing tasks keep their keys; new tasks use this key. */
                    key?: string;
                    colour?: string;
                    description?: string;
                    /** @enum {string} */
                    visibility?: "team" | "organization";
                    /** @enum {string} */
                    editPolicy?: "involved" | "members";
                    deleteOpenTasks?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdArchive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdMembers: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TeamMember"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTeamsIdMembersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "owner" | "admin" | "member";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamMember"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTeamsIdMembersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdInvites: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                /** @description Only invitations to this team; required for admins of a team. */
                teamId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invite"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdInvites: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    email?: string;
                    /** @description Several addresses at once instead of `email`, as copied from email programs and spreadsheets. */
                    lines?: string;
                    /**
                     * @default member
                     * @enum {string}
                     */
                    role?: "owner" | "admin" | "member" | "guest";
                    /** Format: uuid */
                    teamId?: string;
                    /** @enum {string} */
                    teamRole?: "owner" | "admin" | "member";
                };
            };
        };
        responses: {
            /** @description The invitation of one address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedLines"];
                };
            };
            /** @description The invitation of one address. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteInvitesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postInvitesIdResend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postInvitesIdLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteLink"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postInvitesPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePreview"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postInvitesAccept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteAccepted"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postInvitesDecline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdJoinRequests: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                state?: "open" | "accepted" | "declined" | "withdrawn";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["JoinRequest"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdJoinRequests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    message?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequest"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postJoinRequestsIdAccept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "member" | "guest";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequest"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postJoinRequestsIdDecline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequest"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJoinRequestsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthMePermissions: {
        parameters: {
            query: {
                organizationId: string;
                teamId?: string;
                projectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Permissions"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdProjects: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                status?: "planned" | "active" | "on_hold" | "completed" | "cancelled" | "archived";
                /** @description Only projects of this team. */
                teamId?: string;
                /** @description Only my favourites. */
                favourite?: "true";
                /** @description Only deleted projects that can be restored. */
                deleted?: "true";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Project"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdProjects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    key: string;
                    description?: string;
                    /** Format: uuid */
                    leadId?: string;
                    /** Format: date */
                    startDate?: string;
                    /** Format: date */
                    targetDate?: string;
                    colour?: string;
                    teamIds?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProjectsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchProjectsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    key?: string;
                    description?: string;
                    /** @enum {string} */
                    status?: "planned" | "active" | "on_hold" | "completed" | "cancelled" | "archived";
                    /** Format: uuid */
                    leadId?: string | null;
                    /** Format: date */
                    startDate?: string | null;
                    /** Format: date */
                    targetDate?: string | null;
                    colour?: string;
                    teamIds?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postProjectsIdRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putProjectsIdFavourite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProjectsIdFavourite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putProjectsIdTeamsTeamId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                teamId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProjectsIdTeamsTeamId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                teamId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsIdGuests: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProjectGuest"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putProjectsIdGuestsUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProjectsIdGuestsUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsIdMilestones: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Milestone"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postProjectsIdMilestones: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** Format: date */
                    date?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Milestone"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMilestonesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchMilestonesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** Format: date */
                    date?: string | null;
                    done?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Milestone"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsIdUpdates: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProjectUpdate"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postProjectsIdUpdates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    health: "on_track" | "at_risk" | "off_track";
                    /** @description Markdown. */
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectUpdate"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBootstrap: {
        parameters: {
            query?: {
                teamId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bootstrap"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids?: string[];
                    change?: {
                        /** Format: uuid */
                        projectId?: string | null;
                        /**
                         * Format: uuid
                         * @description Milestone of the task’s project.
                         */
                        milestoneId?: string | null;
                        /**
                         * Format: uuid
                         * @description The parent task.
                         */
                        parentId?: string | null;
                        title?: string;
                        /** Format: uuid */
                        statusId?: string;
                        /** @enum {string} */
                        priority?: "none" | "low" | "medium" | "high" | "urgent";
                        /** Format: uuid */
                        assigneeId?: string | null;
                        collaboratorIds?: string[];
                        labelIds?: string[];
                        /** Format: date */
                        startDate?: string | null;
                        /** Format: date */
                        dueDate?: string | null;
                        /**
                         * Format: date-time
                         * @description Due time; for a whole day use dueDate.
                         */
                        dueAt?: string | null;
                        /** @description Minutes. */
                        estimate?: number | null;
                        description?: string;
                        /** @description Time zone of the due time. Default: the time zone of the caller. */
                        dueTimezone?: string | null;
                        recurrence?: {
                            /** @description RFC 5545 rule by days, weeks, months or years, such as `FREQ=MONTHLY;BYMONTHDAY=-1`. With `RSCALE=PERSIAN` (RFC 7529) months and years are those of the Persian calendar. */
                            rule: string;
                            /**
                             * @default due
                             * @enum {string}
                             */
                            from?: "due" | "completion";
                        } | null;
                        /** @description Values by field id; null clears a value, omitted fields stay unchanged. */
                        customFields?: {
                            [key: string]: string | number | null;
                        };
                        reason?: string;
                        addLabelIds?: string[];
                        removeLabelIds?: string[];
                        archived?: boolean;
                        deleted?: boolean;
                    };
                    /** @description Instead of ids and change: a separate change for each task. */
                    each?: {
                        /** Format: uuid */
                        id: string;
                        change: {
                            /** Format: uuid */
                            projectId?: string | null;
                            /**
                             * Format: uuid
                             * @description Milestone of the task’s project.
                             */
                            milestoneId?: string | null;
                            /**
                             * Format: uuid
                             * @description The parent task.
                             */
                            parentId?: string | null;
                            title?: string;
                            /** Format: uuid */
                            statusId?: string;
                            /** @enum {string} */
                            priority?: "none" | "low" | "medium" | "high" | "urgent";
                            /** Format: uuid */
                            assigneeId?: string | null;
                            collaboratorIds?: string[];
                            labelIds?: string[];
                            /** Format: date */
                            startDate?: string | null;
                            /** Format: date */
                            dueDate?: string | null;
                            /**
                             * Format: date-time
                             * @description Due time; for a whole day use dueDate.
                             */
                            dueAt?: string | null;
                            /** @description Minutes. */
                            estimate?: number | null;
                            description?: string;
                            /** @description Time zone of the due time. Default: the time zone of the caller. */
                            dueTimezone?: string | null;
                            recurrence?: {
                                /** @description RFC 5545 rule by days, weeks, months or years, such as `FREQ=MONTHLY;BYMONTHDAY=-1`. With `RSCALE=PERSIAN` (RFC 7529) months and years are those of the Persian calendar. */
                                rule: string;
                                /**
                                 * @default due
                                 * @enum {string}
                                 */
                                from?: "due" | "completion";
                            } | null;
                            /** @description Values by field id; null clears a value, omitted fields stay unchanged. */
                            customFields?: {
                                [key: string]: string | number | null;
                            };
                            reason?: string;
                            addLabelIds?: string[];
                            removeLabelIds?: string[];
                            archived?: boolean;
                            deleted?: boolean;
                        };
                        /** @description Apply only if the task still has this version; makes an undo safe. */
                        version?: number;
                    }[];
                    /**
                     * @description Apply all changes or none.
                     * @default false
                     */
                    atomic?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BulkResult"][];
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdTasks: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                projectId?: string;
                /** @description `me`, `none` or user ids. */
                assigneeId?: string;
                status?: string;
                category?: string;
                priority?: string;
                labelId?: string;
                /** @description `overdue`, `today`, `week` (today and the next six days), `none`, or a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                due?: ("overdue" | "today" | "week" | "none") | string;
                /** @description Tasks whose days, from the start date to the due date, touch a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                planned?: string;
                createdBy?: string;
                archived?: "false" | "true" | "all";
                /** @description Words in the title or key; ignores case, accents and variants of letters and digits. */
                q?: string;
                updatedSince?: string;
                milestoneId?: string;
                /** @description Subtasks of a task, or `none` for tasks without a parent. */
                parentId?: "none" | string;
                blocked?: "true" | "false";
                /** @description JSON object of field ids and values: a value, a range `{"from":…,"to":…}` for numbers and dates, or `{"contains":…}` for texts and links. `contains` matches every word, ignores case and accents, and has at most 200 characters. */
                customFields?: string;
                /** @description Fields that lists leave out: description, recurrence, customFields. */
                include?: string;
                /** @description A field name; a `-` before it reverses the order. `customFields.<id>` for a custom field, with `teamId`. */
                sort?: ("rank" | "-rank" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueDate" | "-dueDate" | "priority" | "-priority" | "title" | "-title" | "key" | "-key") | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TaskCard"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdTasks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description An id that the client chose (a UUID), to refer to it before it was sent. Default: a new one.
                     */
                    id?: string;
                    title: string;
                    /** Format: uuid */
                    projectId?: string | null;
                    /**
                     * Format: uuid
                     * @description Milestone of the task’s project.
                     */
                    milestoneId?: string | null;
                    /**
                     * Format: uuid
                     * @description The parent task.
                     */
                    parentId?: string | null;
                    /** Format: uuid */
                    statusId?: string;
                    /** @enum {string} */
                    priority?: "none" | "low" | "medium" | "high" | "urgent";
                    /** Format: uuid */
                    assigneeId?: string | null;
                    collaboratorIds?: string[];
                    labelIds?: string[];
                    /** Format: date */
                    startDate?: string | null;
                    /** Format: date */
                    dueDate?: string | null;
                    /**
                     * Format: date-time
                     * @description Due time; for a whole day use dueDate.
                     */
                    dueAt?: string | null;
                    /** @description Minutes. */
                    estimate?: number | null;
                    description?: string;
                    /** @description Time zone of the due time. Default: the time zone of the caller. */
                    dueTimezone?: string | null;
                    recurrence?: {
                        /** @description RFC 5545 rule by days, weeks, months or years, such as `FREQ=MONTHLY;BYMONTHDAY=-1`. With `RSCALE=PERSIAN` (RFC 7529) months and years are those of the Persian calendar. */
                        rule: string;
                        /**
                         * @default due
                         * @enum {string}
                         */
                        from?: "due" | "completion";
                    } | null;
                    /** @description Values by field id; null clears a value, omitted fields stay unchanged. */
                    customFields?: {
                        [key: string]: string | number | null;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdBoard: {
        parameters: {
            query?: {
                projectId?: string;
                /** @description `me`, `none` or user ids. */
                assigneeId?: string;
                category?: string;
                priority?: string;
                labelId?: string;
                /** @description `overdue`, `today`, `week` (today and the next six days), `none`, or a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                due?: ("overdue" | "today" | "week" | "none") | string;
                /** @description Tasks whose days, from the start date to the due date, touch a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                planned?: string;
                createdBy?: string;
                /** @description Words in the title or key; ignores case, accents and variants of letters and digits. */
                q?: string;
                updatedSince?: string;
                milestoneId?: string;
                /** @description Subtasks of a task, or `none` for tasks without a parent. */
                parentId?: "none" | string;
                blocked?: "true" | "false";
                /** @description JSON object of field ids and values: a value, a range `{"from":…,"to":…}` for numbers and dates, or `{"contains":…}` for texts and links. `contains` matches every word, ignores case and accents, and has at most 200 characters. */
                customFields?: string;
                /** @description Fields that lists leave out: description, recurrence, customFields. */
                include?: string;
                /** @description How many tasks of each column at most: 0–50; with 0 the columns are only counted. */
                limit?: number | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasks: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
                teamId?: string;
                projectId?: string;
                /** @description `me`, `none` or user ids. */
                assigneeId?: string;
                status?: string;
                category?: string;
                priority?: string;
                labelId?: string;
                /** @description `overdue`, `today`, `week` (today and the next six days), `none`, or a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                due?: ("overdue" | "today" | "week" | "none") | string;
                /** @description Tasks whose days, from the start date to the due date, touch a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                planned?: string;
                createdBy?: string;
                archived?: "false" | "true" | "all";
                /** @description Words in the title or key; ignores case, accents and variants of letters and digits. */
                q?: string;
                updatedSince?: string;
                milestoneId?: string;
                /** @description Subtasks of a task, or `none` for tasks without a parent. */
                parentId?: "none" | string;
                blocked?: "true" | "false";
                /** @description JSON object of field ids and values: a value, a range `{"from":…,"to":…}` for numbers and dates, or `{"contains":…}` for texts and links. `contains` matches every word, ignores case and accents, and has at most 200 characters. */
                customFields?: string;
                /** @description Fields that lists leave out: description, recurrence, customFields. */
                include?: string;
                /** @description A field name; a `-` before it reverses the order. `customFields.<id>` for a custom field, with `teamId`. */
                sort?: ("rank" | "-rank" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueDate" | "-dueDate" | "priority" | "-priority" | "title" | "-title" | "key" | "-key") | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TaskCard"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMyWork: {
        parameters: {
            query?: {
                organizationId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyWork"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksId: {
        parameters: {
            query?: {
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTasksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTasksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    projectId?: string | null;
                    /**
                     * Format: uuid
                     * @description Milestone of the task’s project.
                     */
                    milestoneId?: string | null;
                    /**
                     * Format: uuid
                     * @description The parent task.
                     */
                    parentId?: string | null;
                    title?: string;
                    /** Format: uuid */
                    statusId?: string;
                    /** @enum {string} */
                    priority?: "none" | "low" | "medium" | "high" | "urgent";
                    /** Format: uuid */
                    assigneeId?: string | null;
                    collaboratorIds?: string[];
                    labelIds?: string[];
                    /** Format: date */
                    startDate?: string | null;
                    /** Format: date */
                    dueDate?: string | null;
                    /**
                     * Format: date-time
                     * @description Due time; for a whole day use dueDate.
                     */
                    dueAt?: string | null;
                    /** @description Minutes. */
                    estimate?: number | null;
                    description?: string;
                    /** @description Time zone of the due time. Default: the time zone of the caller. */
                    dueTimezone?: string | null;
                    recurrence?: {
                        /** @description RFC 5545 rule by days, weeks, months or years, such as `FREQ=MONTHLY;BYMONTHDAY=-1`. With `RSCALE=PERSIAN` (RFC 7529) months and years are those of the Persian calendar. */
                        rule: string;
                        /**
                         * @default due
                         * @enum {string}
                         */
                        from?: "due" | "completion";
                    } | null;
                    /** @description Values by field id; null clears a value, omitted fields stay unchanged. */
                    customFields?: {
                        [key: string]: string | number | null;
                    };
                    reason?: string;
                    /**
                     * Format: uuid
                     * @description The task to place it above.
                     */
                    before?: string;
                    /**
                     * Format: uuid
                     * @description The task to place it below.
                     */
                    after?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesTask"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdPage: {
        parameters: {
            query?: {
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WholeTask"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdRollUp: {
        parameters: {
            query?: {
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollUp"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdMove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    statusId?: string;
                    /**
                     * Format: uuid
                     * @description The task to place it above.
                     */
                    before?: string;
                    /**
                     * Format: uuid
                     * @description The task to place it below.
                     */
                    after?: string;
                    /**
                     * Format: uuid
                     * @description Another team of the organization to move the task to.
                     */
                    teamId?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedTask"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdDuplicate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    /**
                     * @description Also copies subtasks, at most 200 tasks.
                     * @default false
                     */
                    subtasks?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdComplete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesTask"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdSkip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdReopen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesTask"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdArchive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdUnarchive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsersIdTasks: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
                teamId?: string;
                projectId?: string;
                status?: string;
                category?: string;
                priority?: string;
                labelId?: string;
                /** @description `overdue`, `today`, `week` (today and the next six days), `none`, or a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                due?: ("overdue" | "today" | "week" | "none") | string;
                /** @description Tasks whose days, from the start date to the due date, touch a range of dates such as 2026-11-01..2026-11-30, inclusive. */
                planned?: string;
                createdBy?: string;
                archived?: "false" | "true" | "all";
                /** @description Words in the title or key; ignores case, accents and variants of letters and digits. */
                q?: string;
                updatedSince?: string;
                milestoneId?: string;
                /** @description Subtasks of a task, or `none` for tasks without a parent. */
                parentId?: "none" | string;
                blocked?: "true" | "false";
                /** @description JSON object of field ids and values: a value, a range `{"from":…,"to":…}` for numbers and dates, or `{"contains":…}` for texts and links. `contains` matches every word, ignores case and accents, and has at most 200 characters. */
                customFields?: string;
                /** @description Fields that lists leave out: description, recurrence, customFields. */
                include?: string;
                /** @description A field name; a `-` before it reverses the order. `customFields.<id>` for a custom field, with `teamId`. */
                sort?: ("rank" | "-rank" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueDate" | "-dueDate" | "priority" | "-priority" | "title" | "-title" | "key" | "-key") | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TaskCard"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTasksIdWatchersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTasksIdWatchersUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTasksIdCollaboratorsUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTasksIdCollaboratorsUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdStatuses: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Status"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdStatuses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    category: "todo" | "in_progress" | "done" | "cancelled";
                    /** @description Position in the workflow, from 0. */
                    position?: number;
                    limit?: number | null;
                    transitions?: string[] | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteStatusesId: {
        parameters: {
            query?: {
                moveTo?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchStatusesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @enum {string} */
                    category?: "todo" | "in_progress" | "done" | "cancelled";
                    /** @description Position in the workflow, from 0. */
                    position?: number;
                    limit?: number | null;
                    transitions?: string[] | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdWorkflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowSettings"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTeamsIdWorkflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    archiveAfterDays?: number | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowSettings"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdFields: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Field"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdFields: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    type: "text" | "number" | "date" | "choice" | "person" | "link";
                    options?: {
                        /** @description Id of an existing option; omit it for a new one. */
                        id?: string;
                        name: string;
                        colour?: string | null;
                    }[];
                    onCard?: boolean;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Field"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFieldsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchFieldsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    options?: {
                        /** @description Id of an existing option; omit it for a new one. */
                        id?: string;
                        name: string;
                        colour?: string | null;
                    }[];
                    onCard?: boolean;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Field"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdDependencies: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Dependency"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTasksIdDependenciesOtherId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                otherId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default blocks
                     * @enum {string}
                     */
                    type?: "blocks" | "relates" | "duplicates";
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTasksIdDependenciesOtherId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                otherId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdBacklinks: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Backlink"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdLabels: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Label"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdLabels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    colour: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteLabelsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchLabelsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    colour?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdChecklist: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ChecklistItem"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdChecklist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description An id that the client chose (a UUID), to refer to it before it was sent. Default: a new one.
                     */
                    id?: string;
                    title: string;
                    checklist?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecklistItem"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteChecklistItemsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchChecklistItemsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    done?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecklistItem"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postChecklistItemsIdToTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdComments: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Comment"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdComments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description An id that the client chose (a UUID), to refer to it before it was sent. Default: a new one.
                     */
                    id?: string;
                    body: string;
                    /**
                     * Format: uuid
                     * @description The comment that it answers. An answer to a reply joins the thread of that reply.
                     */
                    replyToId?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCommentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchCommentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    body: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCommentsIdHistory: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CommentVersion"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCommentsIdReactionsEmoji: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCommentsIdReactionsEmoji: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdAttachments: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Attachment"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdAttachments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAttachmentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAttachmentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdLog: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                organizationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdLog: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdLog: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsersIdLog: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdTrash: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TrashedTask"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTeamsIdTrash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTeamsIdTrashTaskId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                taskId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdViews: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["View"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdViews: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @default false */
                    shared?: boolean;
                    /**
                     * @description Query parameters of `GET /tasks` by name.
                     * @default {}
                     */
                    filters?: {
                        [key: string]: string;
                    };
                    /**
                     * @default list
                     * @enum {string}
                     */
                    layout?: "board" | "list" | "calendar" | "timeline";
                    /** @default null */
                    groupBy?: string | null;
                    /** @default null */
                    sort?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteViewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchViewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    shared?: boolean;
                    /** @description Query parameters of `GET /tasks` by name. */
                    filters?: {
                        [key: string]: string;
                    };
                    /** @enum {string} */
                    layout?: "board" | "list" | "calendar" | "timeline";
                    groupBy?: string | null;
                    sort?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecurrencePreview: {
        parameters: {
            query: {
                /** @description RFC 5545 rule by days, weeks, months or years, such as `FREQ=MONTHLY;BYMONTHDAY=-1`. With `RSCALE=PERSIAN` (RFC 7529) months and years are those of the Persian calendar. */
                rule: string;
                from?: "due" | "completion";
                /** @description Organization whose first day of the week is used. Default: that of the caller’s organizations if they all agree. */
                organizationId?: string;
                startDate?: string;
                dueDate?: string;
                dueAt?: string;
                /** @description Default: the time zone of the caller. */
                dueTimezone?: string;
                /** @description Number of dates: 1–12. */
                count?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecurrencePreview"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTasksIdReminder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The time of the reminder.
                     */
                    at?: string;
                    /** @description Minutes before the due date. It follows the due date when that changes. */
                    before?: number;
                    /**
                     * @description Repeat at the same time of day until the task is closed.
                     * @enum {string|null}
                     */
                    repeat?: "daily" | "weekly" | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reminder"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTasksIdReminder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsIdProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Progress"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsIdTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdProjectTemplates: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TemplateCard"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdProjectTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** Format: uuid */
                    projectId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectTemplatesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProjectTemplatesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchProjectTemplatesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postProjectTemplatesIdUse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    key: string;
                    /**
                     * Format: date
                     * @description First day of the plan. Default: today.
                     */
                    startDate?: string;
                    /**
                     * Format: uuid
                     * @description Team in which the tasks are created.
                     */
                    teamId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        projectId: string;
                        tasks: number;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdTaskTemplates: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TemplateCard"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdTaskTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** Format: uuid */
                    taskId: string;
                } | {
                    name: string;
                    tasks: {
                        title: string;
                        /**
                         * @default medium
                         * @enum {string}
                         */
                        priority?: "none" | "low" | "medium" | "high" | "urgent";
                        /** @default [] */
                        labelIds?: string[];
                        /**
                         * @description Minutes.
                         * @default null
                         */
                        estimate?: number | null;
                        /** @default  */
                        description?: string;
                        startDay: number | null;
                        dueDay: number | null;
                        milestone: number | null;
                        parent: number | null;
                        blocks: number[];
                        checklist: {
                            checklist: string;
                            title: string;
                        }[];
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTaskTemplatesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTaskTemplatesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTaskTemplatesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    tasks?: {
                        title: string;
                        /**
                         * @default medium
                         * @enum {string}
                         */
                        priority?: "none" | "low" | "medium" | "high" | "urgent";
                        /** @default [] */
                        labelIds?: string[];
                        /**
                         * @description Minutes.
                         * @default null
                         */
                        estimate?: number | null;
                        /** @default  */
                        description?: string;
                        startDay: number | null;
                        dueDay: number | null;
                        milestone: number | null;
                        parent: number | null;
                        blocks: number[];
                        checklist: {
                            checklist: string;
                            title: string;
                        }[];
                    }[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTaskTemplatesIdUse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    /**
                     * Format: uuid
                     * @description Status of the task. Default: the first status.
                     */
                    statusId?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdImports: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Import"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdImports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    /** @enum {string} */
                    format: "trello";
                    /** @description Without a team, a new one is created. */
                    teamId?: string;
                    /**
                     * @description Only reports what an import would do.
                     * @enum {string}
                     */
                    dryRun?: "true" | "false";
                    /** @description An ImportMapping as JSON. */
                    mapping?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImportsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImportsIdRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImportsIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdExports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Export"][];
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdExports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExportsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExportsIdFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A ZIP file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotifications: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                unread?: "true" | "false";
                /** @description What is snoozed now, instead of what is open. */
                snoozed?: "true" | "false";
                /** @description What is done, instead of what is open. */
                done?: "true" | "false";
                /** @description Only the newest notification of each task, with their number. */
                group?: "task";
                /** @description Only those of this task. */
                taskId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsCount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationCount"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsReadAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsMark: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InboxMark"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedNotifications"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsUndo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UndoInboxChange"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsIdRead: {
        parameters: {
            query?: {
                /** @description Also the earlier notifications of its task. */
                group?: "task";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsIdUnread: {
        parameters: {
            query?: {
                /** @description Also the earlier notifications of its task. */
                group?: "task";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsIdDone: {
        parameters: {
            query?: {
                /** @description Also the earlier notifications of its task. */
                group?: "task";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsIdSnooze: {
        parameters: {
            query?: {
                /** @description Also the earlier notifications of its task. */
                group?: "task";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Snooze"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsPreferences: {
        parameters: {
            query?: {
                /** @description Preferences that differ in this organization. */
                organizationId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPreferences"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putNotificationsPreferences: {
        parameters: {
            query?: {
                /** @description Preferences that differ in this organization. */
                organizationId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationPreferenceChanges"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPreferences"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNotificationsPreferences: {
        parameters: {
            query?: {
                /** @description Preferences that differ in this organization. */
                organizationId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsUnsubscribe: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the page of the browser app. Changes nothing. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsUnsubscribe: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsMutes: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["MutedSubject"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTasksIdMute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Muted"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTasksIdMute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTasksIdMute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProjectsIdMute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Muted"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putProjectsIdMute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProjectsIdMute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEmailStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailStatus"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postEmailTest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestEmail"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEmailTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailTypes"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMessages: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                state?: "queued" | "sent" | "delayed" | "bounced" | "complained" | "suppressed" | "failed" | "outbox" | "not-needed";
                type?: string;
                /** @description A part of the recipient’s address or of the subject. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminMessagesRetry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriedMessages"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMessagesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageWithText"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMessagesIdPreview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The email, for a frame in the app: without scripts and without network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminMessagesIdRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeamsIdMailAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAddress"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchTeamsIdMailAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    acceptsOutsiders: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAddress"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdMailAddressRotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAddress"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMailInResend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailResult"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMailInRaw: {
        parameters: {
            query?: {
                /** @description The address it was delivered to. Default: from its headers. */
                recipient?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    message: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailResult"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMailEventsResend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description Applied, or ignored: an event of another kind, or of an unknown email. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsEmailAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnEmailAddress"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsEmailAddressRetry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnEmailAddress"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsMailAction: {
        parameters: {
            query: {
                /** @description The signed token of the link in an email. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page in the reader’s language. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsMailAction: {
        parameters: {
            query: {
                /** @description The signed token of the link in an email. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description A page in the reader’s language. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsPushKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushKey"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsPushSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSubscriptions"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsPushSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPushSubscription"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSubscription"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNotificationsPushSubscriptionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsRemindersTaskId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Default: assignee and collaborators. */
                    userIds?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentReminder"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @description Compared case-insensitively.
                     */
                    to: string;
                    subject: string;
                    text: string;
                    /**
                     * @description The page of the app that it opens.
                     * @default /
                     */
                    path?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuedEmail"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNotificationsPush: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    userId: string;
                    title: string;
                    /** @default  */
                    body?: string;
                    /**
                     * @description The page of the app that it opens.
                     * @default /
                     */
                    path?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuedPush"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description If the header can’t be set. */
                lastEventId?: string;
                /** @description poll: for clients behind a proxy that buffers. The reply ends after the first events, or after 25 seconds without one; ask again with the last ID. */
                transport?: "stream" | "poll";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/event-stream. Frames of changes have an ID from which a later request resumes. Frames `presence` have none: their data is a TaskPresence, sent to those who say that they look at the task or the board of its team. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTasksIdPresence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Distinguishes the open pages of one person. It stays the same for a page.
                     * @default page
                     */
                    tab?: string;
                    /**
                     * @description I write a comment. Holds for 8 seconds, or until a request without it.
                     * @default false
                     */
                    typing?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPresence"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeamsIdPresence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Distinguishes the open pages of one person. It stays the same for a page.
                     * @default page
                     */
                    tab?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["TaskPresence"][];
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPresenceLeave: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Distinguishes the open pages of one person. It stays the same for a page.
                     * @default page
                     */
                    tab?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationsIdWebhooks: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrganizationsIdWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @description Not needed for `telegram`. */
                    url?: string;
                    /** @description Names of events, all of a noun such as `task.*`, or `*`. */
                    events: ("*" | "task.*" | "tasks.*" | "comment.*" | "project.*" | "milestone.*" | "member.*" | "team.*" | "team-member.*" | "task.created" | "task.updated" | "task.assigned" | "task.unassigned" | "task.collaborator-added" | "task.completed" | "task.reopened" | "task.moved" | "task.deleted" | "task.restored" | "tasks.changed" | "comment.created" | "comment.changed" | "comment.deleted" | "project.created" | "project.changed" | "project.status-changed" | "project.update-posted" | "project.deleted" | "project.restored" | "milestone.changed" | "milestone.deleted" | "milestone.near" | "member.joined" | "member.left" | "member.role-changed" | "team.created" | "team.changed" | "team.deleted" | "team.restored" | "team-member.changed")[];
                    /**
                     * @description Null for all teams.
                     * @default null
                     */
                    teamIds?: string[] | null;
                    /**
                     * @default standard
                     * @enum {string}
                     */
                    preset?: "standard" | "slack" | "mattermost" | "discord" | "teams" | "telegram" | "matrix" | "googlechat" | "ntfy" | "gotify";
                    /** @default {} */
                    fields?: {
                        /** @description telegram: the bot’s token. */
                        botToken?: string;
                        /** @description telegram: a chat’s number, or @channel. */
                        chatId?: string;
                        /** @description matrix: of the account that posts. ntfy: for a protected topic. */
                        accessToken?: string;
                        /** @description matrix: the room’s internal id, such as !abc:example.org. */
                        roomId?: string;
                        /** @description gotify: the application’s token. */
                        token?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhooksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhooksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchWebhooksId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    url?: string;
                    /** @description Names of events, all of a noun such as `task.*`, or `*`. */
                    events?: ("*" | "task.*" | "tasks.*" | "comment.*" | "project.*" | "milestone.*" | "member.*" | "team.*" | "team-member.*" | "task.created" | "task.updated" | "task.assigned" | "task.unassigned" | "task.collaborator-added" | "task.completed" | "task.reopened" | "task.moved" | "task.deleted" | "task.restored" | "tasks.changed" | "comment.created" | "comment.changed" | "comment.deleted" | "project.created" | "project.changed" | "project.status-changed" | "project.update-posted" | "project.deleted" | "project.restored" | "milestone.changed" | "milestone.deleted" | "milestone.near" | "member.joined" | "member.left" | "member.role-changed" | "team.created" | "team.changed" | "team.deleted" | "team.restored" | "team-member.changed")[];
                    /** @description Null for all teams. */
                    teamIds?: string[] | null;
                    /** @description Replaces those that are given. */
                    fields?: {
                        /** @description telegram: the bot’s token. */
                        botToken?: string;
                        /** @description telegram: a chat’s number, or @channel. */
                        chatId?: string;
                        /** @description matrix: of the account that posts. ntfy: for a protected topic. */
                        accessToken?: string;
                        /** @description matrix: the room’s internal id, such as !abc:example.org. */
                        roomId?: string;
                        /** @description gotify: the application’s token. */
                        token?: string;
                    };
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postWebhooksIdRotateSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postWebhooksIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhooksIdDeliveries: {
        parameters: {
            query?: {
                /** @description Maximum number of items: 1–200. */
                limit?: number;
                /** @description `nextCursor` of the previous page. */
                cursor?: string;
                state?: "queued" | "delivered" | "failed" | "cancelled";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDeliveriesIdRedeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Problem details. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem details. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
