/*
 * A PKCS#11 module that passes calls on to another one (SHIM_MODULE), writes down those that count (SHIM_LOG), and
 * misbehaves as told (SHIM_MODE): what no healthy token does, but a plugin must survive.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
typedef struct { word type; void *value; word length; } attribute;
typedef struct { word type; void *parameter; word length; } mechanism;

enum { FUNCTIONS = 68 };
typedef struct { unsigned char major, minor; void *function[FUNCTIONS]; } list;

static list *real;
static list own;

static int mode(const char *name) {
    const char *modes = getenv("SHIM_MODE");
    return modes != NULL && strcmp(modes, name) == 0;
}

static void note(const char *call) {
    const char *path = getenv("SHIM_LOG");
    FILE *file = path != NULL ? fopen(path, "a") : NULL;
    if (file != NULL) {
        fprintf(file, "%s\n", call);
        fclose(file);
    }
}

/* As modules with a debug build or a licence notice do. */
static void chatter(void) {
    if (mode("noisy")) {
        printf("hello from the module\n");
        fflush(stdout);
        fprintf(stderr, "and this is going wrong\n");
    }
}

#define REAL(index, ...) ((word (*)(__VA_ARGS__))real->function[index])

static int starts;

static word initialize(void *arguments) {
    note("C_Initialize");
    starts++;
    chatter();
    word result = REAL(0, void *)(arguments);
    return mode("already-initialized") ? 0x191 : mode("no-start") ? 0x30 : result;
}

static word finalize(void *reserved) {
    note("C_Finalize");
    return REAL(1, void *)(reserved);
}

static word slot_list(unsigned char present, word *slots, word *count) {
    word result = REAL(4, unsigned char, word *, word *)(present, slots, count);
    if (mode("many-slots")) *count = 5000;
    if (mode("endless-slots")) *count = (word)-1;
    return result;
}

static word token_info(word slot, unsigned char *info) {
    word result = REAL(6, word, unsigned char *)(slot, info);
    word *flags = (word *)(info + 96);
    if (result == 0 && mode("final-try")) *flags |= 0x20000;
    if (result == 0 && mode("locked")) *flags |= 0x40000;
    if (result == 0 && mode("pin-pad")) *flags |= 0x100;
    if (result == 0 && mode("blank-at-first") && starts == 1) {
        memset(info, ' ', 96);
        *flags &= ~0x400ul;
    }
    if (result == 0 && mode("hostile-label")) memcpy(info, "\x1b[2Jgone\xe2\x80\xae", 11);
    return result;
}

static word open_session(word slot, word flags, void *application, void *notify, word *session) {
    note("C_OpenSession");
    return mode("no-session") ? 0xB1 : REAL(12, word, word, void *, void *, word *)(slot, flags, application, notify, session);
}

static word close_session(word session) {
    note("C_CloseSession");
    return REAL(13, word)(session);
}

static word login(word session, word user, unsigned char *pin, word length) {
    note(user == 1 ? "C_Login user" : user == 2 ? "C_Login context" : "C_Login other");
    if (mode("pin-pad")) {
        note(pin == NULL ? "no PIN" : "with PIN");
        pin = (unsigned char *)getenv("SHIM_PIN");
        length = strlen((char *)pin);
    }
    word result = REAL(18, word, word, unsigned char *, word)(session, user, pin, length);
    return result == 0 && mode("already-logged-in") ? 0x100 : result;
}

static word logout(word session) {
    note("C_Logout");
    return REAL(19, word)(session);
}

static word get_attribute(word session, word object, attribute *attributes, word count) {
    int hidden = mode("no-public-half") && (attributes[0].type == 0x181 || attributes[0].type == 0x129 || attributes[0].type == 0x120);
    if (hidden) {
        attributes[0].length = (word)-1;
        return 0x12;
    }
    word result = REAL(24, word, word, attribute *, word)(session, object, attributes, count);
    if (result == 0 && mode("long-attribute")) attributes[0].length = 1ul << 40;
    if (result == 0 && mode("strange-key") && attributes[0].type == 0x100) *(word *)attributes[0].value = 0x40;
    return result;
}

static word find(word session, word *objects, word max, word *count) {
    word result = REAL(27, word, word *, word, word *)(session, objects, max, count);
    if (mode("count-lie")) *count = 100000;
    if (mode("endless-objects")) {
        for (word i = 0; i < max; i++) objects[i] = i;
        *count = max;
    }
    return result;
}

static word sign_init(word session, mechanism *mechanism, word key) {
    int refused = (mode("no-pss") && mechanism->type == 0x0D) || (mode("no-rsa") && mechanism->type != 0x1041)
        || (mode("no-ecdsa") && mechanism->type == 0x1041);
    char line[64];
    snprintf(line, sizeof line, "C_SignInit 0x%lX", mechanism->type);
    note(line);
    return refused ? 0x70 : REAL(42, word, void *, word)(session, mechanism, key);
}

static word sign(word session, unsigned char *data, word length, unsigned char *signature, word *size) {
    note("C_Sign");
    chatter();
    if (mode("hang")) for (;;) pause();
    if (mode("device-error")) return 0x30;
    word result = REAL(43, word, unsigned char *, word, unsigned char *, word *)(session, data, length, signature, size);
    if (result == 0 && mode("wrong-signature")) signature[7] ^= 1;
    if (result == 0 && mode("short-signature")) *size -= 1;
    if (result == 0 && mode("long-signature")) *size = 1ul << 40;
    return result;
}

word C_GetFunctionList(list **out) {
    word (*get)(list **);
    void *library = dlopen(getenv("SHIM_MODULE"), RTLD_NOW);
    *(void **)&get = library != NULL ? dlsym(library, "C_GetFunctionList") : NULL;
    if (get == NULL || get(&real) != 0) return 5;
    own = *real;
    own.function[0] = initialize;
    own.function[1] = finalize;
    own.function[4] = slot_list;
    own.function[6] = token_info;
    own.function[12] = open_session;
    own.function[13] = close_session;
    own.function[18] = login;
    own.function[19] = logout;
    own.function[24] = get_attribute;
    own.function[27] = find;
    own.function[42] = sign_init;
    own.function[43] = mode("no-function") ? NULL : (void *)sign;
    if (mode("old-version")) own.major = 1;
    *out = mode("no-list") ? NULL : &own;
    return 0;
}
