// What the agent uses of libcrypto, which libcurl loads anyway.
#ifndef LOCKER_AGENT_CCRYPTO_SHIM_H
#define LOCKER_AGENT_CCRYPTO_SHIM_H

#include <openssl/evp.h>
#include <openssl/hmac.h>

#endif
