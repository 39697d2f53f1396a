/* SPDX-License-Identifier: MIT */
/*
 * Probes of what processes talk by: System V IPC, POSIX message queues and
 * shared memory, sockets within the machine, terminals.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <mqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/vm/abi.h"

static int probe_sysv_shm(void)
{
	char *memory;
	int id;

	TRY(id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
	memory = shmat(id, NULL, 0);
	TRY(shmctl(id, IPC_RMID, NULL));
	EXPECT(memory != (void *)-1);
	memory[0] = 1;
	return 0;
}

static int probe_sysv_sem(void)
{
	struct sembuf up = { .sem_op = 1 };
	struct sembuf down = { .sem_op = -1, .sem_flg = IPC_NOWAIT };
	int first;
	int second;
	int id;

	TRY(id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600));
	TRY(semop(id, &up, 1));
	first = semop(id, &down, 1);
	second = semop(id, &down, 1);
	EXPECT(second < 0 && errno == EAGAIN);
	TRY(semctl(id, 0, IPC_RMID));
	EXPECT(first == 0);
	return 0;
}

static int probe_sysv_msg(void)
{
	struct {
		long type;
		char text[5];
	} message = { 1, "hello" };
	ssize_t size;
	int id;

	TRY(id = msgget(IPC_PRIVATE, IPC_CREAT | 0600));
	TRY(msgsnd(id, &message, sizeof(message.text), 0));
	size = msgrcv(id, &message, sizeof(message.text), 0, 0);
	TRY(msgctl(id, IPC_RMID, NULL));
	EXPECT(size == sizeof(message.text));
	return 0;
}

static int probe_posix_mqueue(void)
{
	struct mq_attr limits = { .mq_maxmsg = 1, .mq_msgsize = 5 };
	char text[5];
	mqd_t queue;

	TRY(queue = mq_open("/abi", O_CREAT | O_RDWR, 0600, &limits));
	TRY(mq_unlink("/abi"));
	TRY(mq_send(queue, "hello", 5, 3));
	EXPECT(mq_receive(queue, text, sizeof(text), NULL) == 5);
	EXPECT(memcmp(text, "hello", 5) == 0);
	return 0;
}

static int probe_posix_shm(void)
{
	char *memory;
	int fd;

	TRY(fd = shm_open("/abi", O_CREAT | O_RDWR, 0600));
	TRY(shm_unlink("/abi"));
	TRY(ftruncate(fd, 4096));
	memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	EXPECT(memory != MAP_FAILED);
	memory[0] = 1;
	return 0;
}

/* Sends a pipe's reading end through a socket, and reads from what arrives. */
static int probe_unix_rights(void)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	char text[5] = "pipe";
	struct iovec data = { text, sizeof(text) };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int sockets[2];
	int pipes[2];
	int received;

	TRY(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
	TRY(pipe2(pipes, O_CLOEXEC));
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &pipes[0], sizeof(int));
	TRY(sendmsg(sockets[0], &message, 0));
	TRY(recvmsg(sockets[1], &message, MSG_CMSG_CLOEXEC));
	header = CMSG_FIRSTHDR(&message);
	EXPECT(header && header->cmsg_type == SCM_RIGHTS);
	memcpy(&received, CMSG_DATA(header), sizeof(int));
	TRY(write(pipes[1], "hello", 5));
	EXPECT(read(received, text, 5) == 5);
	EXPECT(memcmp(text, "hello", 5) == 0);
	return 0;
}

/* Puts the loopback interface up where nobody has done it yet. */
static int raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd;

	TRY(fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	TRY(ioctl(fd, SIOCGIFFLAGS, &request));
	if (request.ifr_flags & IFF_UP)
		return close(fd);
	request.ifr_flags |= IFF_UP;
	TRY(ioctl(fd, SIOCSIFFLAGS, &request));
	return close(fd);
}

static int probe_loopback_tcp(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	char text[5];
	int error = raise_loopback();
	int listener;
	int client;
	int server;

	if (error)
		return error;
	TRY(listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	TRY(bind(listener, (struct sockaddr *)&address, size));
	TRY(listen(listener, 1));
	TRY(getsockname(listener, (struct sockaddr *)&address, &size));
	TRY(client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	TRY(connect(client, (struct sockaddr *)&address, size));
	TRY(server = accept4(listener, NULL, NULL, SOCK_CLOEXEC));
	TRY(send(client, "hello", 5, 0));
	EXPECT(recv(server, text, 5, MSG_WAITALL) == 5);
	TRY(send(server, text, 5, 0));
	EXPECT(recv(client, text, 5, MSG_WAITALL) == 5);
	EXPECT(memcmp(text, "hello", 5) == 0);
	return 0;
}

static int probe_pty(void)
{
	char path[32];
	char text[8];
	int master;
	int slave;

	TRY(master = posix_openpt(O_RDWR | O_NOCTTY));
	TRY(grantpt(master));
	TRY(unlockpt(master));
	EXPECT(ptsname_r(master, path, sizeof(path)) == 0);
	TRY(slave = open(path, O_RDWR | O_NOCTTY));
	TRY(write(master, "hello\n", 6));
	EXPECT(read(slave, text, sizeof(text)) == 6);
	return 0;
}

const struct probe ipc_probes[] = {
	{ "sysv-shm", probe_sysv_shm },
	{ "sysv-sem", probe_sysv_sem },
	{ "sysv-msg", probe_sysv_msg },
	{ "posix-mqueue", probe_posix_mqueue },
	{ "posix-shm", probe_posix_shm },
	{ "unix-rights", probe_unix_rights },
	{ "loopback-tcp", probe_loopback_tcp },
	{ "pty", probe_pty },
	{ NULL, NULL },
};
